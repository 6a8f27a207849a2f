package dev.lamina.compiler.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lamina.compiler.elaborate.Elaborations;
import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.layer.Margins;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.loop.Interpreter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Conversions put every element, and zeros around planes, where the layout says. */
class LayoutConversionTest {
  private static final Margins BORDER = new Margins(1, 2, 3, 0);

  static List<Arguments> cases() {
    List<Layout> layouts =
        List.of(
            Layout.rowMajor(),
            new Layout.Blocked(1, BORDER),
            new Layout.Blocked(4),
            new Layout.Blocked(4, BORDER));
    List<Arguments> cases = new ArrayList<>();
    for (Layout from : layouts) {
      for (Layout to : layouts) {
        cases.add(Arguments.of(from, to, Shape.of(6, 3, 5)));
        cases.add(Arguments.of(from, to, Shape.of(8, 7)));
      }
    }
    return cases;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void convert(Layout from, Layout to, Shape shape) {
    Graph graph = Elaborations.graph("input(2) -> relu");
    Draft draft = new Draft(graph, Target.SIMD128, Lowerings.of(PlanOptions.defaults()));
    Buffer source = draft.buffer(shape, from);
    Buffer target = draft.buffer(shape, to);
    LoweringContext context = new LoweringContext(draft, 1, List.of(), List.of(), null);
    LayoutConversion.convert(context, source, target);

    int samples = 2;
    float[] x = values(source, samples);
    float[] y = new float[samples * target.floats()];
    Arrays.fill(y, Float.NaN);
    for (DraftStep step : draft.steps()) {
      List<Object> arguments = new ArrayList<>();
      for (Reference reference : step.arrays()) {
        arguments.addAll(List.of(reference.equals(source) ? x : y, 0));
      }
      arguments.addAll(List.of(0, samples * step.unitsPerTile()));
      step.ints().forEach(i -> arguments.add(((Operand.Int) i).value()));
      Interpreter.run(step.kernel(), true, arguments.toArray());
    }
    float[] expected = values(target, samples);
    for (int i = 0; i < y.length; i++) {
      assertEquals(expected[i], Float.isNaN(y[i]) ? 0 : y[i], "element " + i);
    }
  }

  /** Elements numbered by sample, channel, row and column; zeros elsewhere. */
  private static float[] values(Buffer buffer, int samples) {
    PlaneStrides strides = PlaneStrides.of(buffer);
    Planes planes = Planes.of(buffer.shape());
    float[] all = new float[samples * buffer.floats()];
    int number = 1;
    for (int s = 0; s < samples; s++) {
      for (int c = 0; c < planes.channels(); c++) {
        for (int row = 0; row < planes.rows(); row++) {
          for (int column = 0; column < planes.columns(); column++) {
            int at =
                s * buffer.floats()
                    + strides.origin()
                    + strides.channel(c)
                    + row * strides.rowStride()
                    + column * strides.pixelStride();
            all[at] = number++;
          }
        }
      }
    }
    return all;
  }
}
