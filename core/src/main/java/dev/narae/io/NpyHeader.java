package dev.narae.io;

import dev.narae.DType;
import dev.narae.Shape;
import dev.narae.ShapeException;
import java.nio.ByteOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the header of an .npy file says.
 *
 * @param columnMajor whether the first dimension varies fastest
 * @param shape the shape as the program sees it
 */
record NpyHeader(DType dtype, ByteOrder order, boolean columnMajor, Shape shape) {

  /** Interprets the header's text: a Python dictionary with exactly three keys. */
  static NpyHeader parse(String text, String file) throws TensorFileException {
    NpyDictionary dictionary = NpyDictionary.parse(text, file);
    String descr = dictionary.descr();
    Shape shape = shape(dictionary.shape(), file);
    return new NpyHeader(dtype(descr, file), order(descr), dictionary.columnMajor(), shape);
  }

  private static DType dtype(String descr, String file) throws TensorFileException {
    String code = descr.isEmpty() ? descr : descr.substring(1);
    boolean known = !descr.isEmpty() && "<>=|".indexOf(descr.charAt(0)) >= 0;
    return switch (known ? code : "") {
      case "b1" -> DType.BOOL;
      case "u1" -> DType.U8;
      case "i1" -> DType.I8;
      case "i2" -> DType.I16;
      case "i4" -> DType.I32;
      case "i8" -> DType.I64;
      case "f2" -> DType.F16;
      case "f4" -> DType.F32;
      case "f8" -> DType.F64;
      default ->
          throw new TensorFileException(
              file,
              ("the element type '%s' is not supported; save the array as b1, u1, i1, i2, i4, i8,"
                      + " f2, f4 or f8")
                  .formatted(descr));
    };
  }

  /** The code of a dtype in little-endian order, or null if NumPy has no such type. */
  static @Nullable String descr(DType dtype) {
    return switch (dtype) {
      case BOOL -> "|b1";
      case U8 -> "|u1";
      case I8 -> "|i1";
      case I16 -> "<i2";
      case I32 -> "<i4";
      case I64 -> "<i8";
      case F16 -> "<f2";
      case BF16 -> null;
      case F32 -> "<f4";
      case F64 -> "<f8";
    };
  }

  private static ByteOrder order(String descr) {
    return switch (descr.charAt(0)) {
      case '<' -> ByteOrder.LITTLE_ENDIAN;
      case '>' -> ByteOrder.BIG_ENDIAN;
      default -> ByteOrder.nativeOrder();
    };
  }

  private static Shape shape(List<Long> dims, String file) throws TensorFileException {
    try {
      return Shape.of(dims.stream().mapToLong(Long::longValue).toArray());
    } catch (ShapeException e) {
      throw new TensorFileException(file, e.getMessage() + "; the file is damaged");
    }
  }

  /** The shape in which the file's elements are in row-major order. */
  Shape storedShape() {
    if (!columnMajor) {
      return shape;
    }
    long[] dims = new long[shape.rank()];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = shape.dim(dims.length - 1 - i);
    }
    return Shape.of(dims);
  }
}
