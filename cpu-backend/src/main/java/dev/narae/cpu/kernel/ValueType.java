package dev.narae.cpu.kernel;

import dev.narae.DType;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;

/** The type of a step's value. */
public enum ValueType {
  /** 32-bit two's complement. */
  INT(TypeKind.INT, int.class, 4),
  /** 64-bit two's complement. */
  LONG(TypeKind.LONG, long.class, 8),
  /** IEEE 754 single precision. */
  FLOAT(TypeKind.FLOAT, float.class, 4),
  /** IEEE 754 double precision. */
  DOUBLE(TypeKind.DOUBLE, double.class, 8),
  /** A truth value; of the width that the computation has. */
  MASK(TypeKind.INT, int.class, 0);

  private final TypeKind kind;
  private final Class<?> primitive;
  private final int bytes;

  ValueType(TypeKind kind, Class<?> primitive, int bytes) {
    this.kind = kind;
    this.primitive = primitive;
    this.bytes = bytes;
  }

  /** The type that elements of {@code dtype} are read as: half precision as its bits. */
  static ValueType of(DType dtype) {
    return switch (dtype) {
      case BOOL, U8, I8, I16, I32, F16, BF16 -> INT;
      case I64 -> LONG;
      case F32 -> FLOAT;
      case F64 -> DOUBLE;
    };
  }

  /** The kind of a local variable that holds one value. */
  public TypeKind kind() {
    return kind;
  }

  /** The primitive type of one value. */
  public ClassDesc desc() {
    return primitive.describeConstable().orElseThrow();
  }

  /** The size of one value in bytes; 0 for a mask. */
  public int bytes() {
    return bytes;
  }

  /** Whether values are floating-point numbers. */
  public boolean isFloating() {
    return this == FLOAT || this == DOUBLE;
  }
}
