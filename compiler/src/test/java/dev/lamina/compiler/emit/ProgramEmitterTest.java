package dev.lamina.compiler.emit;

import static dev.lamina.compiler.loop.Exprs.constant;
import static dev.lamina.compiler.loop.Exprs.load;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.elaborate.Elaborations;
import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.loop.Array;
import dev.lamina.compiler.loop.Kernel;
import dev.lamina.compiler.loop.KernelBuilder;
import dev.lamina.compiler.plan.Operand;
import dev.lamina.compiler.plan.Plan;
import dev.lamina.compiler.plan.Step;
import dev.lamina.compiler.plan.Target;
import dev.lamina.runtime.Frame;
import dev.lamina.runtime.LoadProgram;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class ProgramEmitterTest {
  private static final Graph GRAPH = Elaborations.graph("input(4) -> relu");

  /** Adds a constant to each element of a scratch array; a unit is an element. */
  private static Kernel increment(float by) {
    KernelBuilder k = new KernelBuilder("increment");
    Array a = k.floats("a");
    k.loop("i", k.from(), k.to(), i -> k.store(a, i, load(a, i).plus(constant(by))));
    return k.build();
  }

  private static Step step(int line, Kernel kernel, int tile, int unitsPerTile) {
    return new Step(
        "layer",
        line,
        List.of(1),
        "increment",
        kernel,
        List.of(new Operand.Scratch(0, 2)),
        List.of(),
        tile,
        unitsPerTile,
        1);
  }

  private static ProgramEmitter.Program emit(List<Step> steps) {
    LoadProgram nothing = new LoadProgram(List.of(), List.of(), List.of());
    Plan plan = new Plan(GRAPH, Target.SCALAR, steps, nothing, List.of(64), 16);
    return ProgramEmitter.emit(plan, "net.nn", false, false);
  }

  /** The program, loaded in the test's loader. */
  private record Loaded(Object program, MethodHandle run, MethodHandle step) {
    static Loaded of(ProgramEmitter.Program emitted) throws ReflectiveOperationException {
      Class<?> type = new Classes(emitted.classes()).load(emitted.variant().programClass());
      Constructor<?> constructor = type.getDeclaredConstructor();
      constructor.setAccessible(true);
      MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
      return new Loaded(
          constructor.newInstance(),
          lookup.findVirtual(type, "run", MethodType.methodType(void.class, Frame.class)),
          lookup.findVirtual(
              type,
              "step",
              MethodType.methodType(void.class, int.class, Frame.class, int.class, int.class)));
    }

    float[] run(int batch) throws Throwable {
      Frame frame = frame(batch);
      run.invoke(program, frame);
      return frame.scratch[0];
    }

    float[] step(int index, int from, int to) throws Throwable {
      Frame frame = frame(1);
      step.invoke(program, index, frame, from, to);
      return frame.scratch[0];
    }

    private static Frame frame(int batch) throws ReflectiveOperationException {
      Constructor<?> constructor = Frame.class.getDeclaredConstructors()[0];
      constructor.setAccessible(true);
      Frame frame =
          (Frame)
              constructor.newInstance(
                  new float[0][], new int[0][], new float[][] {new float[64]}, 0, 0, null);
      frame.batch = batch;
      return frame;
    }
  }

  @Test
  void unitsFollowTheBatch() throws Throwable {
    Loaded loaded = Loaded.of(emit(List.of(step(1, increment(1), 1, 3))));
    assertEquals(List.of(2, 9), touched(loaded.run(3)));
    assertEquals(List.of(7, 4), touched(loaded.step(0, 5, 9)));
    Loaded tiled = Loaded.of(emit(List.of(step(1, increment(1), 4, 5))));
    assertEquals(List.of(2, 5), touched(tiled.run(4)));
    assertEquals(List.of(2, 10), touched(tiled.run(5)));
  }

  /** Where the elements that are not 0 begin, and how many they are. */
  private static List<Integer> touched(float[] array) {
    int first = 0;
    while (array[first] == 0) {
      first++;
    }
    int count = 0;
    while (array[first + count] != 0) {
      count++;
    }
    return List.of(first, count);
  }

  @Test
  void tenThousandStepsRun() throws Throwable {
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      steps.add(step(i + 1, increment(i % 100), 1, 1));
    }
    ProgramEmitter.Program program = emit(steps);
    program.classes().forEach(ClassChecks::verify);
    Loaded loaded = Loaded.of(program);
    assertEquals(100 * 4950f, loaded.run(1)[2]);
    for (int i : new int[] {0, 127, 128, 1023, 1024, 4242, 9999}) {
      assertEquals(i % 100, loaded.step(i, 0, 1)[2]);
    }
    for (int i : new int[] {-1, 10_000, 10_001, 11_000, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
      assertThrows(IndexOutOfBoundsException.class, () -> loaded.step(i, 0, 1));
    }
    assertEquals(10_000, program.variant().steps().size());
    assertEquals("layer_2", program.variant().steps().get(1).name());
  }

  @Test
  void stepsInOneClassHaveBounds() throws Throwable {
    Loaded loaded = Loaded.of(emit(List.of(step(1, increment(1), 1, 1))));
    assertThrows(IndexOutOfBoundsException.class, () -> loaded.step(1, 0, 1));
    assertThrows(IndexOutOfBoundsException.class, () -> loaded.step(-1, 0, 1));
    Loaded none = Loaded.of(emit(List.of()));
    assertThrows(IndexOutOfBoundsException.class, () -> none.step(0, 0, 1));
    assertEquals(0f, none.run(1)[2]);
  }

  @Test
  void stackTracesShowTheLayer() throws Throwable {
    Loaded loaded =
        Loaded.of(emit(List.of(step(3, increment(1), 1, 1), step(70_000, increment(2), 1, 1))));
    assertEquals(
        List.of(
            "GeneratedNet$Scalar.kernel_increment(net.nn)", "GeneratedNet$Scalar.layer(net.nn:3)"),
        trace(() -> loaded.step(0, 0, 1000)));
    assertEquals(
        List.of(
            "GeneratedNet$Scalar.kernel_increment_2(net.nn)",
            "GeneratedNet$Scalar.layer_2(net.nn)"),
        trace(() -> loaded.step(1, 0, 1000)));
  }

  private static List<String> trace(Executable action) {
    Throwable thrown = assertThrows(ArrayIndexOutOfBoundsException.class, action);
    return Arrays.stream(thrown.getStackTrace())
        .limit(2)
        .map(
            element ->
                "GeneratedNet"
                    + element.getClassName().substring(element.getClassName().indexOf('$'))
                    + "."
                    + element.getMethodName()
                    + "("
                    + element.getFileName()
                    + (element.getLineNumber() >= 0 ? ":" + element.getLineNumber() : "")
                    + ")")
        .toList();
  }

  @Test
  void operandsMustFitTheKernel() {
    Step wrong =
        new Step(
            "layer",
            1,
            List.of(1),
            "increment",
            increment(1),
            List.of(new Operand.Table(List.of(1))),
            List.of(),
            1,
            1,
            1);
    String message = assertThrows(EmitException.class, () -> emit(List.of(wrong))).getMessage();
    assertTrue(message.startsWith("step layer: wrong operand Table"), message);
  }
}
