package dev.narae.cpu.vector;

import dev.narae.DType;
import dev.narae.cpu.kernel.ValueType;
import java.lang.constant.ClassDesc;
import java.util.Locale;

/**
 * The vectors that a kernel computes with: all have the same number of elements.
 *
 * @param bits the width of a vector of numbers
 * @param wide whether numbers have 64 bits instead of 32
 */
record VectorLanes(int bits, boolean wide) {
  /** The narrowest vector there is. */
  private static final int MIN_BITS = 64;

  /** The number of elements. */
  int count() {
    return bits / (wide ? Long.SIZE : Integer.SIZE);
  }

  /** Whether values of the type have these lanes. */
  boolean holds(ValueType type) {
    return type == ValueType.MASK || type.bytes() == (wide ? Long.BYTES : Integer.BYTES);
  }

  /** Whether elements of the dtype can be read or written as a vector of this many elements. */
  boolean canAccess(DType dtype) {
    int elementBits = dtype.bytes() * Byte.SIZE;
    return elementBits * count() == bits || (isNarrow(dtype) && narrowBits(dtype) >= MIN_BITS);
  }

  /** Whether elements of a dtype have fewer bits than any number that is computed with. */
  static boolean isNarrow(DType dtype) {
    return dtype.bytes() < Integer.BYTES;
  }

  private int narrowBits(DType dtype) {
    return count() * dtype.bytes() * Byte.SIZE;
  }

  /** The floating type of these lanes: that of masks. */
  ValueType floating() {
    return wide ? ValueType.DOUBLE : ValueType.FLOAT;
  }

  /** The integer type of these lanes. */
  ValueType integer() {
    return wide ? ValueType.LONG : ValueType.INT;
  }

  /** The vector class of a type. */
  static ClassDesc vector(ValueType type) {
    String name = type.name().charAt(0) + type.name().substring(1).toLowerCase(Locale.ROOT);
    return VectorNames.type(name + "Vector");
  }

  /** The name of the species field in the vector class of a type. */
  String species() {
    return "SPECIES_" + bits;
  }

  /** The name of the species field for elements of a narrow dtype. */
  String narrowSpecies(DType dtype) {
    return "SPECIES_" + narrowBits(dtype);
  }
}
