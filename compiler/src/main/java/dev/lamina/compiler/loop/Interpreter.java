package dev.lamina.compiler.loop;

import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Runs kernels: the definition of what emitted code does. Slow, and careful: accesses out of bounds
 * name the array and the value of the index.
 */
public final class Interpreter {
  private final Kernel kernel;
  private final Values values;
  private final Map<String, Memory> memory = new HashMap<>();

  /** What an {@link Array} stands for. */
  private record Memory(Object array, int base) {}

  private Interpreter(Kernel kernel, boolean fma) {
    this.kernel = kernel;
    this.values = new Values(this, fma);
  }

  /**
   * Runs {@code kernel}.
   *
   * @param fma whether multiply-add is fused
   * @param arguments those of the emitted method, in its order: each array (but for tables followed
   *     by its base), then the integers
   */
  public static void run(Kernel kernel, boolean fma, Object... arguments) {
    KernelVerifier.verify(kernel);
    Interpreter interpreter = new Interpreter(kernel, fma);
    interpreter.bind(List.of(arguments).iterator());
    interpreter.block(kernel.body());
  }

  private void bind(Iterator<Object> arguments) {
    for (Array array : kernel.arrays()) {
      Object value = arguments.next();
      int base = array.kind() == Array.Kind.TABLE ? 0 : (Integer) arguments.next();
      memory.put(array.name(), new Memory(value, base));
    }
    for (Local local : kernel.ints()) {
      values.set(local, new int[] {(Integer) arguments.next()});
    }
    if (arguments.hasNext()) {
      throw new IllegalArgumentException("too many arguments for kernel " + kernel.name());
    }
  }

  private void block(List<Stmt> block) {
    block.forEach(this::statement);
  }

  private void statement(Stmt statement) {
    if (statement instanceof Stmt.Let s) {
      values.set(s.local(), values.of(s.value()));
    } else if (statement instanceof Stmt.Set s) {
      values.set(s.local(), values.of(s.value()));
    } else if (statement instanceof Stmt.Store s) {
      store(s);
    } else if (statement instanceof Stmt.Copy s) {
      copy(s);
    } else if (statement instanceof Stmt.Row s) {
      Memory source = memory.get(s.rows().name());
      float[][] rows = (float[][]) source.array();
      int index = checked(s.rows(), s.index(), source.base(), rows.length, 1);
      memory.put(s.row().name(), new Memory(rows[index], 0));
    } else if (statement instanceof Stmt.For s) {
      loop(s);
    } else if (statement instanceof Stmt.If s) {
      block(values.compare(s.comparison(), s.a(), s.b())[0] ? s.then() : s.otherwise());
    } else if (statement instanceof Stmt.Cut s) {
      if (values.integer(s.a()) == values.integer(s.b())) {
        throw new IllegalStateException("a cut that is taken in kernel " + kernel.name());
      }
    } else if (statement instanceof Stmt.Micro s) {
      block(s.body());
    }
  }

  private void loop(Stmt.For s) {
    int to = values.integer(s.to());
    for (int i = values.integer(s.from()); i < to; i += s.step()) {
      values.set(s.variable(), new int[] {i});
      block(s.body());
    }
  }

  private void store(Stmt.Store s) {
    float[] value = values.floats(s.value());
    Memory target = memory.get(s.array().name());
    float[] array = (float[]) target.array();
    int at = checked(s.array(), s.index(), target.base(), array.length, value.length);
    System.arraycopy(value, 0, array, at, value.length);
  }

  private void copy(Stmt.Copy s) {
    int count = values.integer(s.count());
    Memory source = memory.get(s.source().name());
    Memory target = memory.get(s.target().name());
    float[] from = (float[]) source.array();
    float[] to = (float[]) target.array();
    int first = checked(s.source(), s.from(), source.base(), from.length, count);
    int at = checked(s.target(), s.to(), target.base(), to.length, count);
    System.arraycopy(from, first, to, at, count);
  }

  /** The {@code lanes} elements of a float array or row. */
  float[] load(Expr.Load load) {
    Memory source = memory.get(load.array().name());
    float[] array = (float[]) source.array();
    int at = checked(load.array(), load.index(), source.base(), array.length, load.lanes());
    float[] result = new float[load.lanes()];
    System.arraycopy(array, at, result, 0, result.length);
    return result;
  }

  /** The element of a table or of bytes. */
  int lookup(Expr.TableLoad load) {
    Memory source = memory.get(load.array().name());
    if (source.array() instanceof byte[] bytes) {
      return bytes[checked(load.array(), load.index(), source.base(), bytes.length, 1)] & 0xff;
    }
    int[] table = (int[]) source.array();
    return table[checked(load.array(), load.index(), 0, table.length, 1)];
  }

  private int checked(Array array, Expr index, int base, int length, int count) {
    int at = base + values.integer(index);
    if (at < 0 || at > length - count) {
      throw new IndexOutOfBoundsException(
          String.format(
              Locale.ROOT,
              "kernel %s: %s, at %d of %d elements (base %d)%nwith %s",
              kernel.name(),
              ExprPrinter.element(array, index, count),
              at,
              length,
              base,
              values));
    }
    return at;
  }
}
