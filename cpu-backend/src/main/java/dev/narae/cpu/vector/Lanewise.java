package dev.narae.cpu.vector;

import static dev.narae.cpu.vector.VectorNames.OPERATORS;
import static dev.narae.cpu.vector.VectorNames.VECTOR;

import dev.narae.cpu.kernel.Step;
import dev.narae.cpu.kernel.ValueType;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.Collections;

/**
 * Writes calls of {@code lanewise} for arithmetic, in place of {@code add} or {@code fma}: those
 * are final and call {@code lanewise} from one place in the JDK for vectors of every width. Once a
 * program has used several widths, be it for a conversion, HotSpot no longer knows which method
 * that call means and does not inline it, and each operation makes an object: a matrix product took
 * ten times as long. A call from a kernel has a profile of its own.
 */
final class Lanewise {
  private static final MethodTypeDesc LENGTH = MethodTypeDesc.of(ConstantDescs.CD_int);
  private static final ClassDesc UNARY = OPERATORS.nested("Unary");
  private static final ClassDesc TERNARY = OPERATORS.nested("Ternary");

  private Lanewise() {}

  /** Pushes the operator: after the first operand, before the others. */
  static void operator(CodeBuilder code, Step step) {
    code.getstatic(OPERATORS, step.name(), constant(step));
  }

  /** Calls the operator for the operands that were pushed. */
  static void call(CodeBuilder code, ClassDesc vector, Step step) {
    code.invokevirtual(
        vector,
        "lanewise",
        MethodTypeDesc.of(vector, kind(step))
            .insertParameterTypes(
                1, Collections.nCopies(others(step), VECTOR).toArray(ClassDesc[]::new)));
  }

  /**
   * Calls {@code length}, which is abstract, on the vector that was pushed, and forgets the result:
   * after this call the class is known, for a final method that follows.
   */
  static void tellClass(CodeBuilder code, ClassDesc vector) {
    code.dup().invokevirtual(vector, "length", LENGTH).pop();
  }

  /** Shifts the vector that was pushed. */
  static void shift(CodeBuilder code, ValueType type, String operator, long bits) {
    ClassDesc vector = VectorLanes.vector(type);
    tellClass(code, vector);
    code.getstatic(OPERATORS, operator, VectorNames.BINARY);
    if (type == ValueType.LONG) {
      code.loadConstant(bits);
    } else {
      code.loadConstant((int) bits);
    }
    code.invokevirtual(
        vector, "lanewise", MethodTypeDesc.of(vector, VectorNames.BINARY, type.desc()));
  }

  /** Takes the bits of the vector that was pushed for numbers of another type. */
  static void bitCast(CodeBuilder code, ValueType from, ValueType to) {
    tellClass(code, VectorLanes.vector(from));
    String name =
        switch (to) {
          case INT -> "reinterpretAsInts";
          case LONG -> "reinterpretAsLongs";
          case FLOAT -> "reinterpretAsFloats";
          case DOUBLE -> "reinterpretAsDoubles";
          case MASK -> throw new IllegalStateException("kernel: a mask has no bits");
        };
    code.invokevirtual(VECTOR, name, MethodTypeDesc.of(VectorLanes.vector(to)));
  }

  /** The type of the operator's constant. */
  private static ClassDesc constant(Step step) {
    return switch (step) {
      case ADD, MUL, MAX, MIN -> VectorNames.ASSOCIATIVE;
      default -> kind(step);
    };
  }

  private static ClassDesc kind(Step step) {
    return switch (others(step)) {
      case 0 -> UNARY;
      case 1 -> VectorNames.BINARY;
      default -> TERNARY;
    };
  }

  private static int others(Step step) {
    return switch (step) {
      case NEG, ABS, SQRT -> 0;
      case ADD, SUB, MUL, DIV, MAX, MIN -> 1;
      case FMA -> 2;
      default -> throw new IllegalStateException("kernel: no lanewise operator for " + step);
    };
  }
}
