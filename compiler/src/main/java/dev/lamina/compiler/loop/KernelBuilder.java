package dev.lamina.compiler.loop;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Writes a kernel so that the Java code reads like the loop nest:
 *
 * <pre>{@code
 * KernelBuilder k = new KernelBuilder("scale");
 * Array in = k.floats("in");
 * Array out = k.floats("out");
 * k.loop("i", k.from(), k.to(), i -> k.store(out, i, load(in, i).times(constant(2f))));
 * Kernel kernel = k.build();
 * }</pre>
 *
 * <p>Names are made unique in the order of use: {@code acc}, {@code acc_1}, {@code acc_2}.
 */
public final class KernelBuilder {
  private final String name;
  private final List<Array> arrays = new ArrayList<>();
  private final List<Local> ints = new ArrayList<>();
  private final Deque<List<Stmt>> blocks = new ArrayDeque<>();
  private final Set<String> names = new HashSet<>();
  private final Set<Local> variables = new HashSet<>();
  private final Local from;
  private final Local to;

  /** Begins the kernel of that name. */
  public KernelBuilder(String name) {
    this.name = name;
    this.from = integer("from");
    this.to = integer("to");
    blocks.push(new ArrayList<>());
  }

  /** The first unit of work. */
  public Local from() {
    return from;
  }

  /** The end of the units of work, exclusive. */
  public Local to() {
    return to;
  }

  /** A parameter: a float array with a base. */
  public Array floats(String name) {
    return array(name, Array.Kind.FLOATS);
  }

  /** A parameter: a table of integer constants. */
  public Array table(String name) {
    return array(name, Array.Kind.TABLE);
  }

  /** A parameter: rows of floats. */
  public Array rows(String name) {
    return array(name, Array.Kind.ROWS);
  }

  /** A parameter: an integer. */
  public Local integer(String name) {
    Local local = new Local(unique(name), Type.INDEX);
    ints.add(local);
    return local;
  }

  /** A value computed here, once; a constant stays the constant it is. */
  public Expr let(String name, Expr value) {
    boolean constant = value instanceof Expr.IntConst || value instanceof Expr.FloatConst;
    return constant ? value : declare(name, value);
  }

  /** A local whose value {@link #set} changes. */
  public Local variable(String name, Expr value) {
    Local local = declare(name, value);
    variables.add(local);
    return local;
  }

  /** Gives a variable a new value. */
  public void set(Local variable, Expr value) {
    if (!variables.contains(variable)) {
      throw new IllegalArgumentException(variable.name() + " is not a variable");
    }
    add(new Stmt.Set(variable, value));
  }

  /** Stores a scalar, or consecutive lanes, at {@code index}. */
  public void store(Array array, Expr index, Expr value) {
    add(new Stmt.Store(array, index, value));
  }

  /** Row {@code index} of {@code rows}. */
  public Array row(String name, Array rows, Expr index) {
    Array row = new Array(unique(name), Array.Kind.ROW);
    add(new Stmt.Row(row, rows, index));
    return row;
  }

  /** {@code for (name = from; name < to; name += step)}. */
  public void loop(String name, Expr from, Expr to, int step, Consumer<Local> body) {
    Local variable = new Local(unique(name), Type.INDEX);
    add(new Stmt.For(variable, from, to, step, block(() -> body.accept(variable))));
  }

  /** {@code for (name = from; name < to; name++)}. */
  public void loop(String name, Expr from, Expr to, Consumer<Local> body) {
    loop(name, from, to, 1, body);
  }

  /** {@code for (name = from; name < to; name += step)}, between constants. */
  public void loop(String name, int from, int to, int step, Consumer<Local> body) {
    loop(name, Exprs.index(from), Exprs.index(to), step, body);
  }

  /** {@code for (name = 0; name < count; name++)}. */
  public void loop(String name, int count, Consumer<Local> body) {
    loop(name, 0, count, 1, body);
  }

  /** {@code if (a cmp b)}. */
  public void ifThen(Expr.Comparison comparison, Expr a, Expr b, Runnable then) {
    ifThen(comparison, a, b, then, () -> {});
  }

  /** {@code if (a cmp b) ... else ...}. */
  public void ifThen(
      Expr.Comparison comparison, Expr a, Expr b, Runnable then, Runnable otherwise) {
    add(new Stmt.If(comparison, a, b, block(then), block(otherwise)));
  }

  /** {@code if (a == b) break;}, which never happens: see {@link Stmt.Cut}. */
  public void cut(Expr a, Expr b) {
    add(new Stmt.Cut(a, b));
  }

  /** A line for readers of listings. */
  public void comment(String text) {
    add(new Stmt.Comment(text));
  }

  /** The kernel, verified. */
  public Kernel build() {
    Kernel kernel = new Kernel(name, arrays, ints, blocks.getFirst());
    KernelVerifier.verify(kernel);
    return kernel;
  }

  private Local declare(String name, Expr value) {
    Local local = new Local(unique(name), value.type());
    add(new Stmt.Let(local, value));
    return local;
  }

  private Array array(String name, Array.Kind kind) {
    Array array = new Array(unique(name), kind);
    arrays.add(array);
    return array;
  }

  private List<Stmt> block(Runnable body) {
    blocks.push(new ArrayList<>());
    body.run();
    return blocks.pop();
  }

  private void add(Stmt stmt) {
    blocks.getFirst().add(stmt);
  }

  private String unique(String wanted) {
    String unique = wanted;
    for (int i = 1; !names.add(unique); i++) {
      unique = wanted + "_" + i;
    }
    return unique;
  }
}
