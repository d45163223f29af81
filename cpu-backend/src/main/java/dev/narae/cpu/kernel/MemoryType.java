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
  UNSIGNED_BYTE("JAVA_BYTE", ValueLayout.OfByte.class, byte.class),
  SHORT("JAVA_SHORT_UNALIGNED", ValueLayout.OfShort.class, short.class),
  UNSIGNED_SHORT("JAVA_SHORT_UNALIGNED", ValueLayout.OfShort.class, short.class),
  INT("JAVA_INT_UNALIGNED", ValueLayout.OfInt.class, int.class),
  LONG("JAVA_LONG_UNALIGNED", ValueLayout.OfLong.class, long.class),
  FLOAT("JAVA_FLOAT_UNALIGNED", ValueLayout.OfFloat.class, float.class),
  DOUBLE("JAVA_DOUBLE_UNALIGNED", ValueLayout.OfDouble.class, double.class);

  private static final ClassDesc LAYOUTS = desc(ValueLayout.class);
  private static final int BYTE_MASK = 0xFF;
  private static final int SHORT_MASK = 0xFFFF;

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
      case BOOL, U8 -> UNSIGNED_BYTE;
      case I8 -> BYTE;
      case I16 -> SHORT;
      case F16, BF16 -> UNSIGNED_SHORT;
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

  /** Replaces segment, layout and position by the element; half precision by its bits. */
  void get(CodeBuilder code) {
    code.invokeinterface(
        Frame.SEGMENT,
        "get",
        MethodTypeDesc.of(desc(element), desc(layout), ConstantDescs.CD_long));
    switch (this) {
      case UNSIGNED_BYTE -> code.loadConstant(BYTE_MASK).iand();
      case UNSIGNED_SHORT -> code.loadConstant(SHORT_MASK).iand();
      default -> {}
    }
  }

  /** Stores the element on top of segment, layout and position. */
  void set(CodeBuilder code) {
    switch (this) {
      case BYTE, UNSIGNED_BYTE -> code.i2b();
      case SHORT, UNSIGNED_SHORT -> code.i2s();
      default -> {}
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
