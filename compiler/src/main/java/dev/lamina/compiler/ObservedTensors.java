package dev.lamina.compiler;

import dev.lamina.runtime.TensorInfo;
import dev.lamina.runtime.TensorSource;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;

/**
 * Tensors of which it is told how much of them was read:
 *
 * <pre>{@code
 * LoadOptions.defaults().reader(weights -> new ObservedTensors(weights, (done, all) -> ...))
 * }</pre>
 */
public final class ObservedTensors implements TensorSource {
  private final TensorSource tensors;
  private final CompileProgress progress;
  private final long all;
  private long done;

  /** Those of a source that are read once. */
  public ObservedTensors(TensorSource tensors, CompileProgress progress) {
    this(tensors, progress, 1);
  }

  ObservedTensors(TensorSource tensors, CompileProgress progress, int times) {
    this.tensors = tensors;
    this.progress = progress;
    this.all = times * tensors.tensors().stream().mapToLong(TensorInfo::bytes).sum();
  }

  @Override
  public String name() {
    return tensors.name();
  }

  @Override
  public List<TensorInfo> tensors() {
    return tensors.tensors();
  }

  @Override
  public void read(TensorInfo tensor, Consumer<ByteBuffer> sink) {
    tensors.read(
        tensor,
        chunk -> {
          done += chunk.remaining();
          sink.accept(chunk);
          progress.weights(done, all);
        });
  }

  @Override
  public void close() {
    tensors.close();
  }
}
