package dev.narae.cpu.vector;

import dev.narae.DType;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * An element type at a vector width, with the names that generated code needs for it.
 *
 * @param species element type and width
 */
record GemmVectorType(VectorSpecies<?> species) {

  /** The vectors of {@code shape} with elements of F32 or F64. */
  static GemmVectorType of(DType dtype, VectorShape shape) {
    Class<?> element = dtype == DType.F32 ? float.class : double.class;
    return new GemmVectorType(VectorSpecies.of(element, shape));
  }

  /**
   * The most rows of a tile of two vectors and more. The accumulators, a row of B and two elements
   * of A fill the 32 registers of AVX-512 and of ARM, or the 16 of other x86 processors.
   *
   * @param inPlace whether B is read where it lies
   */
  int maxRows(boolean inPlace) {
    return manyRegisters() || inPlace ? 6 : 5;
  }

  /** The most vectors of a tile of six rows. */
  int maxVectors() {
    return manyRegisters() ? 4 : 2;
  }

  /** The most vectors of a tile of the given height. */
  int maxVectors(int rows) {
    if (rows == 1) {
      return GemmTile.MAX_VECTORS;
    }
    if (manyRegisters()) {
      return rows == 2 ? GemmTile.MAX_VECTORS : 4;
    }
    return rows == 2 ? 4 : rows == 3 ? 3 : 2;
  }

  private static boolean manyRegisters() {
    return VectorShape.preferredShape().vectorBitSize() == 512
        || System.getProperty("os.arch").equals("aarch64");
  }

  int elementBytes() {
    return species.elementSize() / Byte.SIZE;
  }

  long vectorBytes() {
    return species.vectorByteSize();
  }

  boolean isFloat() {
    return species.elementType() == float.class;
  }

  ClassDesc vectorDesc() {
    return desc(isFloat() ? FloatVector.class : DoubleVector.class);
  }

  ClassDesc elementDesc() {
    return desc(species.elementType());
  }

  TypeKind elementKind() {
    return isFloat() ? TypeKind.FLOAT : TypeKind.DOUBLE;
  }

  ClassDesc layoutDesc() {
    return desc(isFloat() ? ValueLayout.OfFloat.class : ValueLayout.OfDouble.class);
  }

  /** The constant of {@link ValueLayout}; unaligned, since a view may start at any element. */
  String layoutName() {
    return isFloat() ? "JAVA_FLOAT_UNALIGNED" : "JAVA_DOUBLE_UNALIGNED";
  }

  private static ClassDesc desc(Class<?> type) {
    return type.describeConstable().orElseThrow();
  }

  @Override
  public String toString() {
    return species.elementType() + "" + species.vectorBitSize();
  }
}
