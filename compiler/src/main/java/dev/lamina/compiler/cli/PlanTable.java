package dev.lamina.compiler.cli;

import dev.lamina.compiler.PlanExplanation;
import dev.lamina.compiler.PlanExplanation.Layer;
import dev.lamina.compiler.PlanExplanation.Step;
import dev.lamina.compiler.cli.Table.Column;
import dev.lamina.compiler.plan.CostModel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A plan as a table or as JSON, with what was measured of it, if anything was. */
final class PlanTable {
  /** Operations a byte below which memory, or a cache, is what limits a layer. */
  private static final double MEMORY_BOUND = 8;

  private final PlanExplanation plan;
  private final Optional<StepTimes> times;

  PlanTable(PlanExplanation plan, Optional<StepTimes> times) {
    this.plan = plan;
    this.times = times;
  }

  String text(int width) {
    StringBuilder out = new StringBuilder();
    out.append(plan.className()).append(" on ").append(plan.target().id()).append("\n\n");
    out.append(table(width)).append('\n');
    prediction(out, width);
    times.ifPresent(t -> measurement(out, t, width));
    return out.toString();
  }

  private String table(int width) {
    List<Column> columns = new ArrayList<>();
    columns.add(Column.broken("layer"));
    columns.add(Column.broken("algorithm"));
    columns.add(Column.broken("tile"));
    columns.add(Column.broken("with"));
    List<String> numbers =
        times.isPresent()
            ? List.of("predicted", "share", "measured", "share", "GFLOP/s", "of limit", "GB/s")
            : List.of("mult-adds", "predicted", "share");
    numbers.forEach(head -> columns.add(Column.number(head)));
    Table table = new Table(width, columns);
    int step = 0;
    for (Layer layer : plan.layers()) {
      List<Step> worthTelling = worthTelling(layer);
      table.row(row(layer, worthTelling, step));
      for (int i = 0; i < layer.steps().size(); i++) {
        if (worthTelling.size() > 1 && worthTelling.contains(layer.steps().get(i))) {
          table.row(row(layer.steps().get(i), step + i));
        }
      }
      step += layer.steps().size();
    }
    return table.text();
  }

  /** Zeros around planes are too little work to be told, unless they are all there is. */
  private static List<Step> worthTelling(Layer layer) {
    List<Step> steps =
        layer.steps().stream().filter(s -> !s.algorithm().equals(PlanExplanation.BORDER)).toList();
    return steps.isEmpty() ? layer.steps() : steps;
  }

  private List<String> row(Layer layer, List<Step> told, int first) {
    List<String> cells = new ArrayList<>();
    cells.add(name(layer));
    int count = layer.steps().size();
    if (told.size() == 1) {
      kernel(cells, told.get(0), "");
    } else {
      Collections.addAll(cells, told.size() + " steps:", "", "");
    }
    if (times.isEmpty()) {
      cells.add(layer.multiplyAdds() == 0 ? "" : Units.scaled(layer.multiplyAdds()));
    }
    cells.add(BenchReport.time(layer.predictedNanos()));
    cells.add(percent(layer.predictedNanos() / plan.predictedNanos()));
    times.ifPresent(
        t -> {
          double nanos = nanos(t, first, count);
          cells.add(BenchReport.time(nanos));
          cells.add(percent(nanos / all(t)));
          Rate rate = new Rate(layer, nanos, t);
          cells.add(layer.multiplyAdds() == 0 ? "" : rate(rate.gigaflops()));
          cells.add(rate.limit());
          cells.add(rate.isMemoryBound() ? rate(rate.gigabytes()) : "");
        });
    return cells;
  }

  private List<String> row(Step step, int index) {
    List<String> cells = new ArrayList<>(List.of(""));
    kernel(cells, step, "  ");
    if (times.isEmpty()) {
      cells.add("");
    }
    Collections.addAll(cells, BenchReport.time(step.predictedNanos()), "");
    times.ifPresent(
        t -> Collections.addAll(cells, BenchReport.time(t.nanos().get(index)), "", "", "", ""));
    return cells;
  }

  private static void kernel(List<String> cells, Step step, String indent) {
    Collections.addAll(cells, indent + step.algorithm(), step.tile(), step.fused());
  }

  /** Where one kernel computes several layers, the first and the last. */
  private static String name(Layer layer) {
    return layer.steps().get(0).algorithm().startsWith("straight-line") && layer.names().size() > 1
        ? layer.names().get(0) + " to " + layer.names().get(layer.names().size() - 1)
        : layer.names().get(0);
  }

  private static double nanos(StepTimes times, int first, int count) {
    double sum = 0;
    for (int i = first; i < first + count; i++) {
      sum += times.nanos().get(i);
    }
    return sum;
  }

  private static double all(StepTimes times) {
    return nanos(times, 0, times.nanos().size());
  }

  /** How fast a layer was. */
  private record Rate(Layer layer, double nanos, StepTimes times) {
    private double flops() {
      return 2.0 * layer.multiplyAdds();
    }

    double gigaflops() {
      return flops() / nanos;
    }

    double gigabytes() {
      return layer.bytes() / nanos;
    }

    boolean isMemoryBound() {
      return flops() / layer.bytes() < MEMORY_BOUND;
    }

    /** Whether its weights come from memory each time. */
    boolean streams() {
      return isMemoryBound() && layer.weightBytes() > CostModel.CACHE && times.bandwidth() > 0;
    }

    double share() {
      return streams() ? 1e9 * gigabytes() / times.bandwidth() : 1e9 * gigaflops() / times.peak();
    }

    String limit() {
      boolean none = layer.multiplyAdds() == 0;
      return none ? "" : percent(share()) + (streams() ? " mem" : "");
    }
  }

  private void prediction(StringBuilder out, int width) {
    total(out, "predicted", BenchReport.time(plan.predictedNanos()) + " a sample");
    paragraph(
        out,
        String.format(
            Locale.ROOT,
            "by the planner's cost model, for a core that does %d GFLOP/s in convolutions and reads"
                + " %d GB/s from memory",
            CostModel.gigaflops(plan.target()),
            CostModel.GIGABYTES),
        width);
  }

  private void measurement(StringBuilder out, StepTimes t, int width) {
    total(out, "measured", BenchReport.time(t.callNanos()) + " a call of one sample");
    paragraph(
        out,
        "medians of "
            + Units.plural(t.calls(), "warm call")
            + ", one thread, the clock's own time"
            + " taken off",
        width);
    String memory =
        t.bandwidth() > 0
            ? ", " + rate(t.bandwidth() / 1e9) + " GB/s from memory (mem: the sum of 128 MB)"
            : "";
    total(out, "limit", rate(t.peak() / 1e9) + " GFLOP/s");
    paragraph(
        out,
        "multiply-adds in registers, measured in the same run by the same thread"
            + memory
            + "; Winograd is counted as the multiplications it saves, too, and may exceed it",
        width);
  }

  private static void total(StringBuilder out, String name, String value) {
    out.append(String.format(Locale.ROOT, "%-11s%s\n", name, value));
  }

  private static void paragraph(StringBuilder out, String text, int width) {
    Table.wrap(" ".repeat(11) + text, width).forEach(line -> out.append(line).append('\n'));
  }

  private static String percent(double part) {
    return String.format(Locale.ROOT, part < 0.0995 ? "%.1f %%" : "%.0f %%", 100 * part);
  }

  private static String rate(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.1f", value);
  }

  Map<String, Object> json() {
    List<Object> layers = new ArrayList<>();
    int step = 0;
    for (Layer layer : plan.layers()) {
      layers.add(json(layer, step));
      step += layer.steps().size();
    }
    Map<String, Object> object =
        Reports.object(
            "class", plan.className(),
            "target", plan.target().id(),
            "predictedNanos", plan.predictedNanos(),
            "predictedForGigaflops", CostModel.gigaflops(plan.target()),
            "predictedForGigabytes", CostModel.GIGABYTES);
    times.ifPresent(
        t -> {
          object.put("measuredNanos", t.callNanos());
          object.put("calls", t.calls());
          object.put("limitGigaflops", t.peak() / 1e9);
          if (t.bandwidth() > 0) {
            object.put("limitGigabytes", t.bandwidth() / 1e9);
          }
        });
    object.put("layers", layers);
    return object;
  }

  private Map<String, Object> json(Layer layer, int first) {
    Map<String, Object> object =
        Reports.object(
            "names", layer.names(),
            "multiplyAdds", layer.multiplyAdds(),
            "bytes", layer.bytes(),
            "predictedNanos", layer.predictedNanos());
    times.ifPresent(
        t -> {
          double nanos = nanos(t, first, layer.steps().size());
          Rate rate = new Rate(layer, nanos, t);
          object.put("measuredNanos", nanos);
          if (nanos > 0) {
            object.put("gigaflops", rate.gigaflops());
            object.put("gigabytes", rate.gigabytes());
            object.put("shareOfLimit", rate.share());
            object.put("limit", rate.streams() ? "memory" : "arithmetic");
          }
        });
    List<Object> steps = new ArrayList<>();
    for (int i = 0; i < layer.steps().size(); i++) {
      Step step = layer.steps().get(i);
      Map<String, Object> one =
          Reports.object(
              "method", step.method(),
              "algorithm", step.algorithm(),
              "tile", step.tile(),
              "with", step.fused(),
              "predictedNanos", step.predictedNanos());
      int index = first + i;
      times.ifPresent(t -> one.put("measuredNanos", t.nanos().get(index)));
      steps.add(one);
    }
    object.put("steps", steps);
    return object;
  }
}
