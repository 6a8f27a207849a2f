package dev.lamina.compiler.plan;

import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.layer.Tensor;
import dev.lamina.compiler.loop.Interpreter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Runs a plan with the interpreter of the loop IR. */
public final class PlanExecutor {
  private static final int OFFSET = 3;

  private final Plan plan;
  private final float[][] packed;
  private final float[][] scratch;
  private final Random random = new Random(1);

  /**
   * A plan with its weights.
   *
   * @param raw the tensors of the weights file
   */
  public PlanExecutor(Plan plan, Map<String, Tensor> raw) {
    this.plan = plan;
    this.packed = LoadProgramExecutor.execute(plan.load(), raw);
    this.scratch = new float[plan.scratch().size()][];
    Arrays.setAll(scratch, i -> new float[plan.scratch().get(i)]);
  }

  /**
   * Runs the samples chunk by chunk, the units of each step in a random order and in scratch memory
   * full of garbage.
   *
   * @param samples for each sample the inputs
   * @return for each sample the outputs
   */
  public List<List<Tensor>> run(List<List<Tensor>> samples) {
    List<List<Tensor>> outputs = new ArrayList<>();
    for (int first = 0; first < samples.size(); first += plan.chunk()) {
      int end = Math.min(samples.size(), first + plan.chunk());
      outputs.addAll(chunk(samples.subList(first, end)));
    }
    return outputs;
  }

  private List<List<Tensor>> chunk(List<List<Tensor>> samples) {
    Arrays.stream(scratch).forEach(s -> Arrays.fill(s, Float.NaN));
    float[][] inputs = new float[plan.graph().inputs().size()][];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = joined(samples, i);
    }
    float[][] outputs = new float[plan.graph().outputs().size()][];
    Arrays.setAll(outputs, i -> new float[OFFSET + samples.size() * floats(outputShape(i))]);
    for (Step step : plan.steps()) {
      run(step, samples.size(), inputs, outputs);
    }
    List<List<Tensor>> results = new ArrayList<>();
    for (int s = 0; s < samples.size(); s++) {
      List<Tensor> sample = new ArrayList<>();
      for (int o = 0; o < outputs.length; o++) {
        int size = floats(outputShape(o));
        int from = OFFSET + s * size;
        sample.add(new Tensor(outputShape(o), Arrays.copyOfRange(outputs[o], from, from + size)));
      }
      results.add(sample);
    }
    return results;
  }

  private Shape outputShape(int output) {
    return plan.graph().node(plan.graph().outputs().get(output).node()).shape();
  }

  private static int floats(Shape shape) {
    return Math.toIntExact(shape.elements());
  }

  private static float[] joined(List<List<Tensor>> samples, int input) {
    int size = samples.get(0).get(input).data().length;
    float[] all = new float[OFFSET + samples.size() * size];
    for (int s = 0; s < samples.size(); s++) {
      System.arraycopy(samples.get(s).get(input).data(), 0, all, OFFSET + s * size, size);
    }
    return all;
  }

  private void run(Step step, int batch, float[][] inputs, float[][] outputs) {
    int units = (batch + step.tile() - 1) / step.tile() * step.unitsPerTile();
    List<int[]> ranges = new ArrayList<>();
    for (int from = 0; from < units; ) {
      int to = Math.min(units, from + 1 + random.nextInt(units));
      ranges.add(new int[] {from, to});
      from = to;
    }
    java.util.Collections.shuffle(ranges, random);
    for (int[] range : ranges) {
      List<Object> arguments = new ArrayList<>();
      step.arrays().forEach(o -> arguments.addAll(array(o, inputs, outputs)));
      arguments.add(range[0]);
      arguments.add(range[1]);
      step.ints().forEach(o -> arguments.add(o instanceof Operand.Int i ? i.value() : batch));
      try {
        Interpreter.run(step.kernel(), plan.target().fma(), arguments.toArray());
      } catch (RuntimeException e) {
        throw new IllegalStateException(
            step.method() + " (" + step.algorithm() + "): " + e.getMessage(), e);
      }
    }
  }

  private List<Object> array(Operand operand, float[][] inputs, float[][] outputs) {
    if (operand instanceof Operand.Packed p) {
      return List.of(packed[p.array()], p.offset());
    }
    if (operand instanceof Operand.Scratch s) {
      return List.of(scratch[s.array()], s.offset());
    }
    if (operand instanceof Operand.Input i) {
      return List.of(inputs[i.index()], OFFSET);
    }
    if (operand instanceof Operand.ByteInput i) {
      return List.of(Agreement.bytes(inputs[i.index()]), OFFSET);
    }
    if (operand instanceof Operand.Output o) {
      return List.of(outputs[o.index()], OFFSET);
    }
    if (operand instanceof Operand.Table t) {
      return List.of(t.values().stream().mapToInt(Integer::intValue).toArray());
    }
    Operand.ScratchRows rows = (Operand.ScratchRows) operand;
    return List.of(scratch, rows.first());
  }
}
