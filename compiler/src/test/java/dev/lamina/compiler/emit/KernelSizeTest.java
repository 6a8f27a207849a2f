package dev.lamina.compiler.emit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.diag.Diagnostics;
import dev.lamina.compiler.elaborate.ElaborationOptions;
import dev.lamina.compiler.elaborate.Elaborations;
import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.pass.PassOptions;
import dev.lamina.compiler.pass.Passes;
import dev.lamina.compiler.plan.Plan;
import dev.lamina.compiler.plan.PlanOptions;
import dev.lamina.compiler.plan.Planner;
import dev.lamina.compiler.plan.Step;
import dev.lamina.compiler.plan.Target;
import dev.lamina.compiler.source.Source;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** No kernel outgrows what the JVM compiles, whatever is fused into it. */
class KernelSizeTest {
  /**
   * What the JVM compiles with C2 for certain: at most so many arguments (on x86, 50 to 60 make it
   * say "unsupported incoming calling sequence", and the kernel runs a hundred times slower).
   */
  private static final int MOST_PARAMETERS = 40;

  private static final List<String> LONG_FUNCTIONS =
      List.of("gelu", "mish", "gelu(tanh)", "logsigmoid", "softplus", "elu");

  @ParameterizedTest
  @EnumSource
  void ofConformanceModels(Target target) throws IOException, URISyntaxException {
    Path directory = Path.of(KernelSizeTest.class.getResource("/conformance").toURI());
    List<Path> models;
    try (Stream<Path> files = Files.list(directory)) {
      models = files.filter(p -> p.toString().endsWith(".nn")).sorted().toList();
    }
    assertTrue(models.size() > 100);
    for (Path model : models) {
      emit(Files.readString(model), target);
    }
  }

  @ParameterizedTest
  @EnumSource
  void withLongFunctions(Target target) {
    for (String layer :
        List.of(
            "conv(40, 3)",
            "conv(20, 3, groups=20)",
            "convtranspose(7, 3)",
            "maxpool(2)",
            "flatten -> linear(77)",
            "relu",
            "globalavgpool",
            "upsample(2)",
            "layernorm",
            "adaptivemaxpool(3)")) {
      for (String function : LONG_FUNCTIONS) {
        emit("input(20, 9, 9) -> " + layer + " -> " + function + " -> " + function, target);
      }
      emit("input(20, 9, 9) -> " + layer + " -> " + String.join(" -> ", LONG_FUNCTIONS), target);
    }
  }

  @Test
  void ofLeNet() {
    String lenet =
        "input(1, 28, 28) -> conv(6, 5, pad=2) -> relu -> maxpool(2) -> conv(16, 5) -> relu ->"
            + " maxpool(2) -> flatten -> linear(120) -> relu -> linear(84) -> relu -> linear(10)";
    for (Target target : Target.values()) {
      emit(lenet, target);
    }
  }

  /** Each operand of a fused sum lies in a buffer with a border of its own. */
  @Test
  void withOperandsOfOtherLayouts() {
    for (Target target : Target.values()) {
      emit(
          "input(16, 28, 28) -> (conv(32, 3, pad=1, stride=2) + conv(32, 5, pad=2, stride=2))"
              + " -> relu -> (conv(32, 7, pad=3) + conv(32, 1) + identity) -> conv(8, 3, pad=1)",
          target);
      emit("input(64, 7, 7) -> (conv(64, 1) + conv(64, 5, pad=2)) -> conv(8, 3, pad=1)", target);
    }
  }

  private static int parameters(KernelMethods.Method method) {
    return Type.getArgumentTypes(method.descriptor()).length;
  }

  private static void emit(String text, Target target) {
    Source source = Source.ofText("test.nn", text);
    Graph graph = Elaborations.graph(source, ElaborationOptions.none(), new Diagnostics());
    Graph optimised = Passes.apply(graph, PassOptions.defaults());
    Plan plan = Planner.plan(optimised, target, PlanOptions.defaults());
    for (Step step : plan.steps()) {
      ClassBuilder builder =
          new ClassBuilder(Opcodes.ACC_SUPER, "test.Kernels", Names.OBJECT, "test.nn");
      Shuffles shuffles = new Shuffles(builder);
      try {
        KernelMethods methods = new KernelMethods(target.fma(), true);
        methods.of(step.kernel(), builder, shuffles);
        for (KernelMethods.Method method : methods.all()) {
          assertTrue(
              parameters(method) <= MOST_PARAMETERS,
              () -> text + " on " + target + ": " + method.name() + method.descriptor());
        }
      } catch (EmitException e) {
        throw new AssertionError(
            text
                + " on "
                + target
                + ", "
                + step.algorithm()
                + ": "
                + e.getMessage().lines().findFirst().orElseThrow(),
            e);
      }
    }
  }
}
