package dev.lamina.compiler.plan;

import dev.lamina.compiler.loop.Kernel;
import java.util.List;

/**
 * A call of a kernel: one method of the generated class.
 *
 * @param method its name, made from the path of its first layer: {@code layer2_0_conv1}
 * @param line the line of its first layer in the source, 1-based
 * @param layers the indices of the graph nodes it computes
 * @param algorithm what {@code explain} shows: {@code direct conv 7x2, relu}
 * @param kernel the kernel
 * @param arrays one operand for each of the kernel's arrays
 * @param ints one operand for each of the kernel's integers after {@code from} and {@code to}
 * @param tile how many samples a tile holds: 1 unless the kernel works on several samples at once
 * @param unitsPerTile units of work for each tile of samples
 * @param costPerUnit estimated nanoseconds a unit takes, which decides whether threads are worth it
 */
public record Step(
    String method,
    int line,
    List<Integer> layers,
    String algorithm,
    Kernel kernel,
    List<Operand> arrays,
    List<Operand> ints,
    int tile,
    int unitsPerTile,
    long costPerUnit) {
  public Step {
    layers = List.copyOf(layers);
    arrays = List.copyOf(arrays);
    ints = List.copyOf(ints);
  }
}
