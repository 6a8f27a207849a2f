package dev.lamina.runtime;

import java.util.List;
import java.util.OptionalInt;

/**
 * What the compiler tells the runtime about a network, beside its classes: the resource {@code
 * META-INF/lamina/<binary class name>.lamina}.
 *
 * @param compiler the version of the compiler that wrote it
 * @param className the binary name of the generated class
 * @param inputs in the order of the generated method's arguments
 * @param outputs in that order
 * @param parameters the tensors the network takes from a weights file
 * @param weights the CRC-32C of the raw weights in the jar; empty if they come from a file
 * @param variants the programs it can run, any order
 */
public record Descriptor(
    String compiler,
    String className,
    List<Tensor> inputs,
    List<Tensor> outputs,
    List<Tensor> parameters,
    OptionalInt weights,
    List<Variant> variants) {
  public Descriptor {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    parameters = List.copyOf(parameters);
    variants = List.copyOf(variants);
  }

  /** The path of a class's descriptor in its jar, without a leading slash. */
  public static String resource(String className) {
    return "META-INF/lamina/" + className + ".lamina";
  }

  /** The path of a class's raw weights in its jar, without a leading slash. */
  public static String weightsResource(String className) {
    return "META-INF/lamina/" + className + ".safetensors";
  }

  /**
   * A named input or output, of that shape for one sample; or a parameter, as PyTorch names it.
   *
   * @param name its name
   * @param shape without the batch
   * @param uint8 whether it is passed as bytes from 0 to 255 rather than as floats
   */
  public record Tensor(String name, List<Integer> shape, boolean uint8) {
    public Tensor {
      shape = List.copyOf(shape);
    }

    /** One of floats. */
    public Tensor(String name, List<Integer> shape) {
      this(name, shape, false);
    }

    /** How many elements it has. */
    public int size() {
      int product = 1;
      for (int size : shape) {
        product = Math.multiplyExact(product, size);
      }
      return product;
    }

    /** Whether PyTorch has it as a buffer, which it does not count as a parameter. */
    boolean buffer() {
      return name.endsWith("running_mean") || name.endsWith("running_var");
    }

    @Override
    public String toString() {
      return name + " " + Text.shape(shape) + (uint8 ? " uint8" : "");
    }
  }

  /**
   * A program for one kind of machine.
   *
   * @param id its name, such as {@code simd256}
   * @param lanes floats in a vector: 4, 8 or 16 with the Vector API, 1 without it
   * @param fma whether it needs fused multiply-add in hardware to be fast
   * @param programClass the binary name of its subclass of {@link Program}
   * @param steps in the order of execution
   * @param tables the tables of constants, {@link Frame#tables}
   * @param scratch the sizes of a slot's arrays, {@link Frame#scratch}, for a whole chunk
   * @param chunk how many samples go through the steps together, at most
   * @param load how the packed weights, {@link Frame#weights}, are computed
   */
  public record Variant(
      String id,
      int lanes,
      boolean fma,
      String programClass,
      List<Step> steps,
      List<int[]> tables,
      List<Integer> scratch,
      int chunk,
      LoadProgram load) {
    public Variant {
      steps = List.copyOf(steps);
      tables = List.copyOf(tables);
      scratch = List.copyOf(scratch);
    }

    /** Whether it uses the Vector API. */
    public boolean vectorApi() {
      return lanes > 1;
    }
  }

  /**
   * A step of a program. Its work is {@code ceil(batch / tile) * unitsPerTile} units.
   *
   * @param name the generated method
   * @param tile samples in a tile
   * @param unitsPerTile units of work for each tile
   * @param costPerUnit estimated nanoseconds a unit takes
   */
  public record Step(String name, int tile, int unitsPerTile, long costPerUnit) {
    /** Units of work for that many samples. */
    public int units(int batch) {
      return Math.multiplyExact((batch - 1) / tile + 1, unitsPerTile);
    }
  }
}
