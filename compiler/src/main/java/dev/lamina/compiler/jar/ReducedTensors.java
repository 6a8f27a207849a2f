package dev.lamina.compiler.jar;

import dev.lamina.runtime.DType;
import dev.lamina.runtime.Decoder;
import dev.lamina.runtime.TensorInfo;
import dev.lamina.runtime.TensorSource;
import dev.lamina.runtime.WeightsException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Tensors of which some are reduced while they are read: to 16-bit floats, or to bytes with a scale
 * for each channel, which is a tensor of its own.
 */
public final class ReducedTensors implements TensorSource {
  private static final int LARGEST = 127;

  private final TensorSource source;
  private final DType type;
  private final String suffix;
  private final Decoder decoder = new Decoder();
  private final Map<String, Reduced> reduced = new LinkedHashMap<>();
  private final Map<String, float[]> scales = new HashMap<>();

  /** A tensor of the source, and its dimension of channels. */
  private record Reduced(TensorInfo tensor, int dim) {
    int channels() {
      return Math.toIntExact(tensor.shape().get(dim));
    }

    /** Elements of a channel that lie side by side. */
    long inner() {
      return tensor.shape().subList(dim + 1, tensor.shape().size()).stream()
          .reduce(1L, Math::multiplyExact);
    }
  }

  /**
   * Reduces tensors of a source.
   *
   * @param type BF16, F16 or I8
   * @param suffix what a scale's name has behind its tensor's
   */
  public ReducedTensors(TensorSource source, DType type, String suffix) {
    this.source = source;
    this.type = type;
    this.suffix = suffix;
  }

  /**
   * Reduces some tensors from now on.
   *
   * @param tensors which tensor of the source each parameter is
   * @param dims the dimension of channels of each parameter that is reduced
   * @return which tensor of this each parameter, and each scale, is
   */
  public Map<String, TensorInfo> reduce(
      Map<String, TensorInfo> tensors, Map<String, Integer> dims) {
    Map<String, TensorInfo> all = new LinkedHashMap<>();
    tensors.forEach(
        (parameter, tensor) -> {
          if (!dims.containsKey(parameter) || tensor.dtype() == type) {
            all.put(parameter, tensor);
            return;
          }
          Reduced one = new Reduced(tensor, dims.get(parameter));
          reduced.put(tensor.name(), one);
          all.put(parameter, new TensorInfo(tensor.name(), type, tensor.shape()));
          if (type == DType.I8) {
            all.put(parameter + suffix, scale(one));
          }
        });
    return all;
  }

  private TensorInfo scale(Reduced one) {
    return new TensorInfo(one.tensor().name() + suffix, DType.F32, List.of((long) one.channels()));
  }

  @Override
  public String name() {
    return source.name();
  }

  @Override
  public List<TensorInfo> tensors() {
    List<TensorInfo> all = new ArrayList<>();
    for (TensorInfo tensor : source.tensors()) {
      Reduced one = reduced.get(tensor.name());
      all.add(one == null ? tensor : new TensorInfo(tensor.name(), type, tensor.shape()));
      if (one != null && type == DType.I8) {
        all.add(scale(one));
      }
    }
    return all;
  }

  @Override
  public void read(TensorInfo tensor, Consumer<ByteBuffer> sink) {
    Reduced one = reduced.get(tensor.name());
    if (one != null) {
      readReduced(one, sink);
      return;
    }
    Reduced scaled =
        tensor.name().endsWith(suffix)
            ? reduced.get(tensor.name().substring(0, tensor.name().length() - suffix.length()))
            : null;
    if (scaled == null || type != DType.I8) {
      source.read(tensor, sink);
    } else {
      ByteBuffer bytes = buffer(scaled.channels() * Float.BYTES);
      bytes.asFloatBuffer().put(scales(scaled));
      sink.accept(bytes);
    }
  }

  private void readReduced(Reduced one, Consumer<ByteBuffer> sink) {
    Channels channels = type == DType.I8 ? new Channels(one, scales(one)) : null;
    int size = type.bits() / 8;
    source.read(
        one.tensor(),
        chunk -> {
          int count = Decoder.count(chunk, one.tensor().dtype());
          float[] values = decoder.floats(chunk, one.tensor().dtype());
          ByteBuffer bytes = buffer(count * size);
          for (int i = 0; i < count; i++) {
            if (channels != null) {
              bytes.put((byte) Math.rint(values[i] / channels.next()));
            } else {
              bytes.putShort(half(one, values[i]));
            }
          }
          sink.accept(bytes.flip());
        });
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The scales of a tensor's channels, with which the largest value is 127. */
  private float[] scales(Reduced one) {
    return scales.computeIfAbsent(one.tensor().name(), name -> computeScales(one));
  }

  private float[] computeScales(Reduced one) {
    float[] largest = new float[one.channels()];
    Channels channels = new Channels(one, largest);
    source.read(
        one.tensor(),
        chunk -> {
          int count = Decoder.count(chunk, one.tensor().dtype());
          float[] values = decoder.floats(chunk, one.tensor().dtype());
          for (int i = 0; i < count; i++) {
            if (!Float.isFinite(values[i])) {
              throw refuse(one, values[i], "which int8 cannot hold");
            }
            channels.next();
            largest[channels.channel] = Math.max(largest[channels.channel], Math.abs(values[i]));
          }
        });
    for (int i = 0; i < largest.length; i++) {
      largest[i] = Math.max(largest[i] / LARGEST, Float.MIN_NORMAL);
    }
    return largest;
  }

  private short half(Reduced one, float value) {
    short half = type == DType.BF16 ? Halves.brain(value) : Halves.ieee(value);
    int exponent = type == DType.BF16 ? 0x7f80 : 0x7c00;
    if (Float.isFinite(value) && (half & exponent) == exponent) {
      throw refuse(one, value, "which is too large for " + type);
    }
    return half;
  }

  private WeightsException refuse(Reduced one, float value, String why) {
    return new WeightsException(
        name() + ": tensor '" + one.tensor().name() + "' holds " + value + ", " + why);
  }

  @Override
  public void close() {
    source.close();
  }

  /** Walks over a tensor's elements and knows the channel of each. */
  private static final class Channels {
    private final float[] values;
    private final long inner;
    private int channel;
    private long within = -1;

    Channels(Reduced one, float[] values) {
      this.values = values;
      this.inner = one.inner();
    }

    /** Goes on to the next element; the value of its channel. */
    float next() {
      if (++within == inner) {
        within = 0;
        channel = channel + 1 == values.length ? 0 : channel + 1;
      }
      return values[channel];
    }
  }
}
