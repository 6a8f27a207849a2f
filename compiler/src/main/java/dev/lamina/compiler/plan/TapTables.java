package dev.lamina.compiler.plan;

import static dev.lamina.compiler.loop.Exprs.tableLoad;

import dev.lamina.compiler.loop.Array;
import dev.lamina.compiler.loop.Expr;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.ToIntFunction;

/**
 * The taps of each place along a dimension as tables of a kernel.
 *
 * @param k the kernel
 * @param name of the dimension
 * @param start of each place's taps, and the end of the last's
 * @param kernel the taps' places in the kernel
 * @param input the taps' places in the input
 */
record TapTables(KernelWriter k, String name, Array start, Array kernel, Array input) {
  /** Those of a transposed convolution. */
  static TapTables of(KernelWriter k, String name, TransposedGeometry geometry) {
    List<List<TransposedGeometry.Tap>> taps = geometry.taps();
    List<Integer> starts = new ArrayList<>(List.of(0));
    taps.forEach(t -> starts.add(starts.get(starts.size() - 1) + t.size()));
    return new TapTables(
        k,
        name,
        k.table(name + "Start", starts),
        k.table(name + "Kernel", column(taps, TransposedGeometry.Tap::kernel)),
        k.table(name + "Input", column(taps, TransposedGeometry.Tap::input)));
  }

  private static List<Integer> column(
      List<List<TransposedGeometry.Tap>> taps, ToIntFunction<TransposedGeometry.Tap> value) {
    List<Integer> column =
        taps.stream().flatMap(List::stream).map(t -> value.applyAsInt(t)).toList();
    return column.isEmpty() ? List.of(0) : column;
  }

  /** The loop over the taps of a place; {@code body} gets the places in kernel and input. */
  void each(Expr place, BiConsumer<Expr, Expr> body) {
    Expr first = k.let(name + "First", tableLoad(start, place));
    Expr end = k.let(name + "End", tableLoad(start, place.plus(1)));
    k.loop(
        name + "Tap",
        first,
        end,
        1,
        tap -> body.accept(tableLoad(kernel, tap), tableLoad(input, tap)));
  }
}
