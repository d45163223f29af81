package dev.narae;

/**
 * The type of a tensor's elements.
 *
 * <p>A conversion to a floating type rounds to the nearest number, ties to even; what is too large
 * becomes infinite, and NaN stays NaN. A conversion of a floating number to an integer is Java's
 * cast: the fraction is cut off, NaN becomes 0, and what {@code int} (or, for {@link #I64}, {@code
 * long}) cannot hold becomes its nearest number. Narrower integers keep the lowest bits.
 */
public enum DType {
  /** Truth values, stored as one byte 0 or 1. */
  BOOL("bool", 1, Category.BOOLEAN),
  /** Unsigned 8-bit integers, 0 to 255; arithmetic wraps around. */
  U8("u8", 1, Category.INTEGRAL),
  /** Signed 8-bit integers, -128 to 127; arithmetic wraps around. */
  I8("i8", 1, Category.INTEGRAL),
  /** Signed 16-bit integers; arithmetic wraps around. */
  I16("i16", 2, Category.INTEGRAL),
  /** Signed 32-bit integers; arithmetic wraps around. */
  I32("i32", 4, Category.INTEGRAL),
  /** Signed 64-bit integers; arithmetic wraps around. */
  I64("i64", 8, Category.INTEGRAL),
  /** IEEE 754 half precision: 11 significant bits, up to 65504. Computed in F32. */
  F16("f16", 2, Category.FLOATING),
  /** The upper half of an F32: 8 significant bits, the range of F32. Computed in F32. */
  BF16("bf16", 2, Category.FLOATING),
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

  /** Whether this is {@link #F16}, {@link #BF16}, {@link #F32} or {@link #F64}. */
  public boolean isFloating() {
    return category == Category.FLOATING;
  }

  /** Whether values are whole numbers; {@link #BOOL} is not. */
  public boolean isIntegral() {
    return category == Category.INTEGRAL;
  }

  /** Whether this is {@link #F16} or {@link #BF16}, which are stored but never computed in. */
  public boolean isHalf() {
    return this == F16 || this == BF16;
  }

  /**
   * The dtype in which two operands of equal standing meet, as in PyTorch: the later of the two in
   * declaration order. Two pairs meet in a third dtype, because neither holds the other's numbers:
   * {@link #U8} and {@link #I8} in {@link #I16}, {@link #F16} and {@link #BF16} in {@link #F32}.
   */
  public DType promote(DType other) {
    DType low = ordinal() <= other.ordinal() ? this : other;
    DType high = low == this ? other : this;
    if (low == U8 && high == I8) {
      return I16;
    }
    return low == F16 && high == BF16 ? F32 : high;
  }

  /** This dtype if it is floating, else the default floating dtype {@link #F32}. */
  public DType toFloating() {
    return isFloating() ? this : F32;
  }

  /**
   * The dtype arithmetic is carried out in: narrow integers and truth values compute in I32, half
   * precision in F32. The result is converted back when it is stored.
   */
  public DType compute() {
    if (bytes > 2) {
      return this;
    }
    return isFloating() ? F32 : I32;
  }

  @Override
  public String toString() {
    return label;
  }
}
