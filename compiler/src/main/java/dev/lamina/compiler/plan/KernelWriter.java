package dev.lamina.compiler.plan;

import dev.lamina.compiler.loop.Array;
import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Exprs;
import dev.lamina.compiler.loop.Kernel;
import dev.lamina.compiler.loop.Local;
import dev.lamina.compiler.loop.Stmt;
import dev.lamina.compiler.loop.Type;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Writes a kernel together with the step that calls it: every array and integer is declared with
 * what the step passes for it. Names are made unique.
 */
public final class KernelWriter {
  /** Nanoseconds; a network of shorter steps calls its kernels often enough for the JIT. */
  private static final long OFTEN = 1000;

  private final LoweringContext context;
  private final String algorithm;
  private final String name;
  private final List<Array> arrays = new ArrayList<>();
  private final List<Reference> references = new ArrayList<>();
  private final List<Local> ints = new ArrayList<>();
  private final List<Operand> intOperands = new ArrayList<>();
  private final Map<Named, Local> integers = new HashMap<>();
  private final Deque<List<Stmt>> blocks = new ArrayDeque<>();
  private final Set<String> names = new HashSet<>();
  private String prefix = "";
  private final Local from;
  private final Local to;

  /** An integer as it was asked for. */
  private record Named(String name, Operand operand) {}

  KernelWriter(LoweringContext context, String algorithm, String name) {
    this.context = context;
    this.algorithm = algorithm;
    this.name = name;
    blocks.push(new ArrayList<>());
    from = new Local(unique("from"), Type.INDEX);
    to = new Local(unique("to"), Type.INDEX);
    ints.add(from);
    ints.add(to);
  }

  /** A float array, for which the step passes {@code reference}. */
  public Array array(String name, Reference reference) {
    return declare(name, Array.Kind.FLOATS, reference);
  }

  /** The network's input of bytes that {@code reference} is. */
  Array bytes(String name, Reference reference) {
    return declare(name, Array.Kind.BYTES, reference);
  }

  /** A table of constants. */
  public Array table(String name, List<Integer> values) {
    return declare(name, Array.Kind.TABLE, new Reference.Table(new Operand.Table(values)));
  }

  /** Rows of working space, which are picked with {@link #row}. */
  public Array rows(String name, int count, int floats) {
    return declare(name, Array.Kind.ROWS, new Reference.Rows(count, floats));
  }

  /** Row {@code index} of {@code rows}. */
  public Array row(String name, Array rows, Expr index) {
    Array row = new Array(unique(name), Array.Kind.ROW);
    add(new Stmt.Row(row, rows, index));
    return row;
  }

  private Array declare(String name, Array.Kind kind, Reference reference) {
    Array array = new Array(unique(name), kind);
    arrays.add(array);
    references.add(reference);
    return array;
  }

  /**
   * An integer parameter, for which the step passes {@code value}; one and the same for equal names
   * and values.
   */
  public Local integer(String name, int value) {
    return integer(prefix + name, new Operand.Int(value));
  }

  /**
   * What {@code writer} gives, with integers of its own: none is one and the same with an integer
   * declared outside that happens to have the same value, so that equal code stays equal whatever
   * the values are.
   */
  public <T> T apart(String prefix, Supplier<T> writer) {
    String outer = this.prefix;
    this.prefix = outer + prefix + "_";
    T result = writer.get();
    this.prefix = outer;
    return result;
  }

  /** The number of samples in the chunk. */
  public Local batch() {
    return integer("batch", new Operand.Batch());
  }

  private Local integer(String name, Operand operand) {
    return integers.computeIfAbsent(
        new Named(name, operand),
        key -> {
          Local local = new Local(unique(name), Type.INDEX);
          ints.add(local);
          intOperands.add(operand);
          return local;
        });
  }

  /** The first unit to compute. */
  public Local from() {
    return from;
  }

  /** The end of the units to compute. */
  public Local to() {
    return to;
  }

  /** Adds a statement. */
  public void add(Stmt statement) {
    blocks.element().add(statement);
  }

  /** Declares a local with its first value. */
  public Local let(String name, Expr value) {
    Local local = new Local(unique(name), value.type());
    add(new Stmt.Let(local, value));
    return local;
  }

  /** Gives a local a new value. */
  public void set(Local local, Expr value) {
    add(new Stmt.Set(local, value));
  }

  /** Stores a scalar or a vector at {@code index}. */
  public void store(Array array, Expr index, Expr value) {
    add(new Stmt.Store(array, index, value));
  }

  /** Copies floats between arrays: see {@link Stmt.Copy}. */
  public void copy(Array source, Expr from, Array target, Expr to, Expr count) {
    add(new Stmt.Copy(source, from, target, to, count));
  }

  /** Keeps loads behind it from being done before: see {@link Stmt.Fence}. */
  public void fence() {
    add(new Stmt.Fence());
  }

  /** Has all that is computed before it finished: see {@link Stmt.Cut}. */
  public void cut(Expr a, Expr b) {
    add(new Stmt.Cut(a, b));
  }

  /** A line for readers of listings. */
  public void comment(String text) {
    add(new Stmt.Comment(text));
  }

  /**
   * A block that becomes a method of its own: see {@link Stmt.Micro}. It may read scalars and
   * arrays declared before, but no vectors.
   */
  public void micro(String name, Runnable body) {
    add(new Stmt.Micro(name, block(body)));
  }

  /** {@code for (name = from; name < to; name += step)}. */
  public void loop(String name, Expr from, Expr to, int step, Consumer<Local> body) {
    Local variable = new Local(unique(name), Type.INDEX);
    add(new Stmt.For(variable, from, to, step, block(() -> body.accept(variable))));
  }

  /** {@code for (name = 0; name < count; name++)}. */
  public void loop(String name, Expr count, Consumer<Local> body) {
    loop(name, Exprs.index(0), count, 1, body);
  }

  /** {@code if (a cmp b) then else otherwise}. */
  public void branch(
      Expr.Comparison comparison, Expr a, Expr b, Runnable then, Runnable otherwise) {
    add(new Stmt.If(comparison, a, b, block(then), block(otherwise)));
  }

  /**
   * The loop over all units asked for, of {@code unitsPerSample} a sample: {@code body} gets the
   * sample and the unit in it.
   */
  public void units(int unitsPerSample, BiConsumer<Expr, Expr> body) {
    Expr units = integer("units", unitsPerSample);
    loop(
        "u",
        from,
        to,
        1,
        u -> {
          if (unitsPerSample == 1) {
            body.accept(u, Exprs.index(0));
          } else {
            Local sample = let("sample", Exprs.div(u, units));
            body.accept(sample, let("unit", Exprs.sub(u, Exprs.mul(sample, units))));
          }
        });
  }

  /** The statements that {@code writer} writes. */
  private List<Stmt> block(Runnable writer) {
    blocks.push(new ArrayList<>());
    writer.run();
    return blocks.pop();
  }

  private String unique(String name) {
    String candidate = name;
    for (int n = 2; !names.add(candidate); n++) {
      candidate = name + "_" + n;
    }
    return candidate;
  }

  /**
   * Ends the kernel and adds the step that calls it, with one sample a tile.
   *
   * @param unitsPerSample units of work a sample
   * @param costPerUnit estimated nanoseconds a unit takes
   */
  public void step(int unitsPerSample, long costPerUnit) {
    step(1, unitsPerSample, costPerUnit);
  }

  /**
   * Ends the kernel and adds the step that calls it.
   *
   * @param tile samples a tile
   * @param unitsPerTile units of work for each tile of samples
   * @param costPerUnit estimated nanoseconds a unit takes
   */
  public void step(int tile, int unitsPerTile, long costPerUnit) {
    boolean rarelyCalled = costPerUnit * unitsPerTile > OFTEN;
    List<Stmt> body = rarelyCalled ? UnitMicro.apply(blocks.element(), to) : blocks.element();
    Kernel kernel = context.shared(new Kernel(name, arrays, ints, body));
    context.add(
        new DraftStep(
            context.node(),
            context.layers(),
            algorithm,
            kernel,
            references,
            intOperands,
            tile,
            unitsPerTile,
            Math.max(1, costPerUnit)));
  }
}
