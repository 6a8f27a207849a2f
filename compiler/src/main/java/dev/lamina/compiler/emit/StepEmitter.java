package dev.lamina.compiler.emit;

import dev.lamina.compiler.loop.Array;
import dev.lamina.compiler.plan.Operand;
import dev.lamina.compiler.plan.Step;
import java.util.List;
import org.objectweb.asm.Opcodes;

/**
 * Writes a step: a method that takes what its kernel works on from the frame and calls the kernel.
 */
final class StepEmitter {
  static final String DESCRIPTOR = "(" + Names.descriptor(Names.FRAME) + "II)V";

  private static final int FRAME = 0;
  private static final int FROM = 1;
  private static final int TO = 2;
  private static final String FLOAT_ARRAYS = "[[F";

  private final Code code;
  private final Step step;
  private final Tables tables;
  private final int inputs;

  private StepEmitter(Code code, Step step, Tables tables, int inputs) {
    this.code = code;
    this.step = step;
    this.tables = tables;
    this.inputs = inputs;
  }

  /**
   * Writes the step.
   *
   * @param inputs how many inputs the network has
   */
  static void emit(Code code, Step step, KernelMethods.Method kernel, Tables tables, int inputs) {
    new StepEmitter(code, step, tables, inputs).emit(kernel);
  }

  private void emit(KernelMethods.Method kernel) {
    List<Array> arrays = step.kernel().arrays();
    require(arrays.size() == step.arrays().size(), "arrays");
    require(step.kernel().ints().size() == step.ints().size() + 2, "integers");
    code.line(step.line());
    for (int i = 0; i < arrays.size(); i++) {
      array(arrays.get(i), step.arrays().get(i));
    }
    code.loadInt(FROM);
    code.loadInt(TO);
    step.ints().forEach(this::integer);
    code.callStatic(kernel.owner(), kernel.name(), kernel.descriptor());
    code.op(Opcodes.RETURN);
  }

  private void array(Array array, Operand operand) {
    require(kindOf(operand) == array.kind(), "operand " + operand + " for " + array);
    if (operand instanceof Operand.Packed packed) {
      element("weights", FLOAT_ARRAYS, packed.array(), Opcodes.AALOAD);
      code.push(packed.offset());
    } else if (operand instanceof Operand.Scratch scratch) {
      element("scratch", FLOAT_ARRAYS, scratch.array(), Opcodes.AALOAD);
      code.push(scratch.offset());
    } else if (operand instanceof Operand.ScratchRows rows) {
      field("scratch", FLOAT_ARRAYS);
      code.push(rows.first());
    } else if (operand instanceof Operand.Input input) {
      argument(input.index());
    } else if (operand instanceof Operand.ByteInput input) {
      element("bytes", "[[B", input.index(), Opcodes.AALOAD);
      element("base", "[I", input.index(), Opcodes.IALOAD);
    } else if (operand instanceof Operand.Output output) {
      argument(inputs + output.index());
    } else if (operand instanceof Operand.Table table) {
      element("tables", "[[I", tables.indexOf(table.values()), Opcodes.AALOAD);
    }
  }

  private static Array.Kind kindOf(Operand operand) {
    if (operand instanceof Operand.Table) {
      return Array.Kind.TABLE;
    }
    if (operand instanceof Operand.ByteInput) {
      return Array.Kind.BYTES;
    }
    return operand instanceof Operand.ScratchRows ? Array.Kind.ROWS : Array.Kind.FLOATS;
  }

  private void argument(int index) {
    element("io", FLOAT_ARRAYS, index, Opcodes.AALOAD);
    element("base", "[I", index, Opcodes.IALOAD);
  }

  private void integer(Operand operand) {
    if (operand instanceof Operand.Int constant) {
      code.push(constant.value());
    } else {
      require(operand instanceof Operand.Batch, "operand " + operand + " for an integer");
      field("batch", "I");
    }
  }

  private void element(String field, String descriptor, int index, int load) {
    field(field, descriptor);
    code.push(index);
    code.op(load);
  }

  private void field(String field, String descriptor) {
    code.loadReference(FRAME);
    code.getField(Names.FRAME, field, descriptor);
  }

  private void require(boolean condition, String what) {
    if (!condition) {
      throw new EmitException("step " + step.method() + ": wrong " + what);
    }
  }
}
