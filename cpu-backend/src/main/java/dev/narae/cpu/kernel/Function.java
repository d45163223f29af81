package dev.narae.cpu.kernel;

import dev.narae.expr.SpecialFunctions;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Collections;
import java.util.List;

/** Static methods that scalar code calls; kernels that do have no vector form. */
public enum Function {
  /** {@link Math#exp}. */
  EXP("exp", 1),
  /** {@link Math#expm1}. */
  EXPM1("expm1", 1),
  /** {@link Math#log}. */
  LOG("log", 1),
  /** {@link Math#log1p}. */
  LOG1P("log1p", 1),
  /** {@link Math#sin}. */
  SIN("sin", 1),
  /** {@link Math#cos}. */
  COS("cos", 1),
  /** {@link Math#tanh}. */
  TANH("tanh", 1),
  /** {@link SpecialFunctions#pow}. */
  POW(SpecialFunctions.class, "pow", ValueType.DOUBLE, 2),
  /** {@link Math#atan2}. */
  ATAN2("atan2", 2),
  /** {@link SpecialFunctions#sigmoid}. */
  SIGMOID(SpecialFunctions.class, "sigmoid", ValueType.DOUBLE, 1),
  /** {@link SpecialFunctions#erf}. */
  ERF(SpecialFunctions.class, "erf", ValueType.DOUBLE, 1),
  /** The remainder in the type INT. */
  REM_INT(Function.class, "rem", ValueType.INT, 2),
  /** The remainder in the type LONG. */
  REM_LONG(Function.class, "rem", ValueType.LONG, 2),
  /** The remainder in the type FLOAT. */
  REM_FLOAT(Function.class, "rem", ValueType.FLOAT, 2),
  /** The remainder in the type DOUBLE. */
  REM_DOUBLE(Function.class, "rem", ValueType.DOUBLE, 2),
  /** The quotient in the type INT. */
  QUOTIENT_INT(Function.class, "quotient", ValueType.INT, 2),
  /** The quotient in the type LONG. */
  QUOTIENT_LONG(Function.class, "quotient", ValueType.LONG, 2);

  private static final List<Function> ALL = List.of(values());

  private final Class<?> owner;
  private final String method;
  private final ValueType type;
  private final int arity;

  Function(String method, int arity) {
    this(Math.class, method, ValueType.DOUBLE, arity);
  }

  Function(Class<?> owner, String method, ValueType type, int arity) {
    this.owner = owner;
    this.method = method;
    this.type = type;
    this.arity = arity;
  }

  /** The remainder of the division truncated towards zero; 0 for the divisor 0. */
  public static int rem(int a, int b) {
    return b == 0 ? 0 : a % b;
  }

  /** The remainder of the division truncated towards zero; 0 for the divisor 0. */
  public static long rem(long a, long b) {
    return b == 0 ? 0 : a % b;
  }

  /** The remainder of the division truncated towards zero. */
  public static float rem(float a, float b) {
    return a % b;
  }

  /** The remainder of the division truncated towards zero. */
  public static double rem(double a, double b) {
    return a % b;
  }

  /** The quotient truncated towards zero; 0 for the divisor 0. */
  public static int quotient(int a, int b) {
    return b == 0 ? 0 : a / b;
  }

  /** The quotient truncated towards zero; 0 for the divisor 0. */
  public static long quotient(long a, long b) {
    return b == 0 ? 0 : a / b;
  }

  /** The function with a {@link #number()}. */
  static Function numbered(long number) {
    return ALL.get((int) number);
  }

  /** What stands for the function in a node. */
  int number() {
    return ALL.indexOf(this);
  }

  /** The type of the arguments and of the result. */
  ValueType type() {
    return type;
  }

  ClassDesc owner() {
    return owner.describeConstable().orElseThrow();
  }

  String method() {
    return method;
  }

  MethodTypeDesc descriptor() {
    return MethodTypeDesc.of(type.desc(), Collections.nCopies(arity, type.desc()));
  }
}
