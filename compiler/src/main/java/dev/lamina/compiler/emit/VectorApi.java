package dev.lamina.compiler.emit;

import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Type;
import java.util.Locale;

/** The names of the Vector API. The compiler itself never links to it. */
final class VectorApi {
  static final String FLOAT = "jdk/incubator/vector/FloatVector";
  static final String MASK = "jdk/incubator/vector/VectorMask";
  static final String SHUFFLE = "jdk/incubator/vector/VectorShuffle";
  static final String VECTOR = "Ljdk/incubator/vector/Vector;";
  static final String SPECIES = "Ljdk/incubator/vector/VectorSpecies;";
  static final String MASK_TYPE = Names.descriptor(MASK);
  static final String SHUFFLE_TYPE = Names.descriptor(SHUFFLE);
  static final String FLOAT_TYPE = Names.descriptor(FLOAT);
  private static final String INT = "jdk/incubator/vector/IntVector";
  static final String INT_TYPE = Names.descriptor(INT);
  private static final String OPERATORS = "jdk/incubator/vector/VectorOperators";

  private VectorApi() {}

  /** The class of vectors of that type. */
  static String owner(Type type) {
    return type.kind() == Type.Kind.INT ? INT : FLOAT;
  }

  static String descriptor(Type type) {
    return Names.descriptor(owner(type));
  }

  /** The descriptor of an element. */
  static String element(Type type) {
    return type.kind() == Type.Kind.INT ? "I" : "F";
  }

  static void species(Code code, Type type) {
    code.getStatic(owner(type), "SPECIES_" + type.lanes() * Float.SIZE, SPECIES);
  }

  /** Pushes a constant of {@code VectorOperators}. */
  static void operator(Code code, String name, String kind) {
    code.getStatic(OPERATORS, name, operatorType(kind));
  }

  static String operatorType(String kind) {
    return Names.descriptor(OPERATORS + "$" + kind);
  }

  /** The method of vectors for an operation. */
  static String method(Expr.BinaryOp op) {
    return op.name().toLowerCase(Locale.ROOT);
  }
}
