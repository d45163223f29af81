package dev.narae;

/** The type of a tensor's elements, in ascending order of promotion. */
public enum DType {
  /** Truth values, stored as one byte 0 or 1. */
  BOOL("bool", 1, Category.BOOLEAN),
  /** Unsigned 8-bit integers, 0 to 255; arithmetic wraps around. */
  U8("u8", 1, Category.INTEGRAL),
  /** Signed 32-bit integers. */
  I32("i32", 4, Category.INTEGRAL),
  /** Signed 64-bit integers. */
  I64("i64", 8, Category.INTEGRAL),
  /** IEEE 754 single precision. */
  F32("f32", 4, Category.FLOATING),
  /** IEEE 754 double precision. */
  F64("f64", 8, Category.FLOATING);

  /** The kinds of numbers; a mixed operation moves to the higher one. */
  public enum Category {
    /** Truth values. */
    BOOLEAN,
    /** Whole numbers. */
    INTEGRAL,
    /** Approximate real numbers: the only kind that can require a gradient. */
    FLOATING
  }

  private final String label;
  private final int bytes;
  private final Category category;

  DType(String label, int bytes, Category category) {
    this.label = label;
    this.bytes = bytes;
    this.category = category;
  }

  /** The size of one element in bytes. */
  public int bytes() {
    return bytes;
  }

  /** The kind of number. */
  public Category category() {
    return category;
  }

  /** Whether this is {@link #F32} or {@link #F64}. */
  public boolean isFloating() {
    return category == Category.FLOATING;
  }

  /** Whether values are whole numbers; {@link #BOOL} is not. */
  public boolean isIntegral() {
    return category == Category.INTEGRAL;
  }

  /**
   * The dtype in which two operands of equal standing meet: the later of the two in declaration
   * order, as in PyTorch.
   */
  public DType promote(DType other) {
    return ordinal() >= other.ordinal() ? this : other;
  }

  /** This dtype if it is floating, else the default floating dtype {@link #F32}. */
  public DType toFloating() {
    return isFloating() ? this : F32;
  }

  /** The dtype arithmetic is carried out in: narrow integers and truth values compute in I32. */
  public DType compute() {
    return bytes == 1 ? I32 : this;
  }

  @Override
  public String toString() {
    return label;
  }
}
