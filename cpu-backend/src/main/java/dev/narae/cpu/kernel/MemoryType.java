package dev.narae.cpu.kernel;

import dev.narae.DType;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.foreign.ValueLayout;

/** How single elements of a dtype are read from and written to memory. */
enum MemoryType {
  BYTE("JAVA_BYTE", ValueLayout.OfByte.class, byte.class),
  INT("JAVA_INT_UNALIGNED", ValueLayout.OfInt.class, int.class),
  LONG("JAVA_LONG_UNALIGNED", ValueLayout.OfLong.class, long.class),
  FLOAT("JAVA_FLOAT_UNALIGNED", ValueLayout.OfFloat.class, float.class),
  DOUBLE("JAVA_DOUBLE_UNALIGNED", ValueLayout.OfDouble.class, double.class);

  private static final ClassDesc LAYOUTS = desc(ValueLayout.class);
  private static final int UNSIGNED_BYTE = 0xFF;

  private final String field;
  private final Class<?> layout;
  private final Class<?> element;

  MemoryType(String field, Class<?> layout, Class<?> element) {
    this.field = field;
    this.layout = layout;
    this.element = element;
  }

  static MemoryType of(DType dtype) {
    return switch (dtype) {
      case BOOL, U8 -> BYTE;
      case I32 -> INT;
      case I64 -> LONG;
      case F32 -> FLOAT;
      case F64 -> DOUBLE;
    };
  }

  /** Pushes the layout that {@link #get} and {@link #set} want between segment and position. */
  void pushLayout(CodeBuilder code) {
    code.getstatic(LAYOUTS, field, desc(layout));
  }

  /** Replaces segment, layout and position by the element; bytes are unsigned. */
  void get(CodeBuilder code) {
    code.invokeinterface(
        Frame.SEGMENT,
        "get",
        MethodTypeDesc.of(desc(element), desc(layout), ConstantDescs.CD_long));
    if (this == BYTE) {
      code.loadConstant(UNSIGNED_BYTE).iand();
    }
  }

  /** Stores the element on top of segment, layout and position. */
  void set(CodeBuilder code) {
    if (this == BYTE) {
      code.i2b();
    }
    code.invokeinterface(
        Frame.SEGMENT,
        "set",
        MethodTypeDesc.of(
            ConstantDescs.CD_void, desc(layout), ConstantDescs.CD_long, desc(element)));
  }

  private static ClassDesc desc(Class<?> type) {
    return type.describeConstable().orElseThrow();
  }
}
