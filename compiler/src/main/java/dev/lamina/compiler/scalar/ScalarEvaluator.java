package dev.lamina.compiler.scalar;

import java.util.function.ToDoubleFunction;

/**
 * The plain evaluation of a {@link Scalar}, in double precision. Constants are rounded to float
 * first, so that comparisons with them come out as in generated code.
 */
public final class ScalarEvaluator {
  private final double[] inputs;
  private final ToDoubleFunction<String> parameters;

  private ScalarEvaluator(double[] inputs, ToDoubleFunction<String> parameters) {
    this.inputs = inputs;
    this.parameters = parameters;
  }

  /**
   * The value of a function.
   *
   * @param parameters the value of a parameter for the element's channel
   * @param inputs the elements of the operands
   */
  public static double evaluate(
      Scalar function, ToDoubleFunction<String> parameters, double... inputs) {
    return new ScalarEvaluator(inputs, parameters).evaluate(function);
  }

  private double evaluate(Scalar s) {
    if (s instanceof Scalar.Input input) {
      return inputs[input.index()];
    }
    if (s instanceof Scalar.Parameter parameter) {
      return parameters.applyAsDouble(parameter.name());
    }
    if (s instanceof Scalar.Constant constant) {
      return (float) constant.value();
    }
    if (s instanceof Scalar.Unary unary) {
      return apply(unary.op(), evaluate(unary.a()));
    }
    if (s instanceof Scalar.Binary binary) {
      return apply(binary.op(), evaluate(binary.a()), evaluate(binary.b()));
    }
    Scalar.Select select = (Scalar.Select) s;
    boolean holds = holds(select.comparison(), evaluate(select.a()), evaluate(select.b()));
    return evaluate(holds ? select.then() : select.otherwise());
  }

  private static double apply(Scalar.UnaryOp op, double a) {
    return switch (op) {
      case NEG -> -a;
      case ABS -> Math.abs(a);
      case SQRT -> Math.sqrt(a);
      case EXP -> Math.exp(a);
      case EXPM1 -> Math.expm1(a);
      case LOG -> Math.log(a);
      case LOG1P -> Math.log1p(a);
      case TANH -> Math.tanh(a);
      case SIGMOID -> 1 / (1 + Math.exp(-a));
      case ERFC -> ErrorFunction.erfc(a);
    };
  }

  private static double apply(Scalar.BinaryOp op, double a, double b) {
    return switch (op) {
      case ADD -> a + b;
      case SUB -> a - b;
      case MUL -> a * b;
      case DIV -> a / b;
      case MIN -> Math.min(a, b);
      case MAX -> Math.max(a, b);
      case POW -> Math.pow(a, b);
    };
  }

  private static boolean holds(Scalar.Comparison comparison, double a, double b) {
    return switch (comparison) {
      case LT -> a < b;
      case LE -> a <= b;
      case GT -> a > b;
      case GE -> a >= b;
      case EQ -> a == b;
    };
  }
}
