package dev.narae;

import dev.narae.spi.Backend;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Batches of matrices in host memory, row by row in double precision. */
final class Matrices {
  private Matrices() {}

  /** Refuses what is no batch of matrices of a dtype that can be factorised. */
  static void require(String op, Tensor tensor) {
    if (tensor.rank() < 2) {
      throw new ShapeException(
          "%s: shape %s has no matrices; at least two dimensions are needed"
              .formatted(op, tensor.shape()));
    }
    if (tensor.dtype() != DType.F32 && tensor.dtype() != DType.F64) {
      throw new DTypeException(
          "%s: the matrices are %s; they must be f32 or f64: convert with to(DType.F32)"
              .formatted(op, tensor.dtype()));
    }
  }

  static void requireSquare(String op, Tensor tensor) {
    require(op, tensor);
    if (tensor.dim(-1) != tensor.dim(-2)) {
      throw new ShapeException(
          "%s: shape %s; the last two sizes must be equal".formatted(op, tensor.shape()));
    }
  }

  /** The number of matrices. */
  static int count(Tensor tensor) {
    return Math.toIntExact(batch(tensor).size());
  }

  /** The leading dimensions. */
  static Shape batch(Tensor tensor) {
    return tensor.shape().without(tensor.rank() - 1).without(tensor.rank() - 2);
  }

  /** The shape of matrices with other leading dimensions. */
  static Shape shape(Shape batch, long rows, long columns) {
    return batch.insert(batch.rank(), rows).insert(batch.rank() + 1, columns);
  }

  static double[] read(Tensor tensor) {
    return HostData.doubles(tensor);
  }

  /** A new tensor, not recorded, in the dtype given. */
  static Tensor write(Backend backend, double[] values, Shape shape, DType dtype) {
    Tensor tensor = Tensor.allocate(backend, shape, dtype);
    try (Arena arena = Arena.ofConfined()) {
      long bytes = shape.size() * dtype.bytes();
      MemorySegment staged = arena.allocate(Math.max(bytes, 1), 64).asSlice(0, bytes);
      for (int i = 0; i < shape.size(); i++) {
        if (dtype == DType.F32) {
          staged.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) values[i]);
        } else {
          staged.setAtIndex(ValueLayout.JAVA_DOUBLE, i, values[i]);
        }
      }
      backend.upload(staged, tensor.memory().buffer(), 0);
    }
    return tensor;
  }

  /** The transposed matrices, without a copy. */
  static Tensor transposed(Tensor matrices) {
    return matrices.transpose(-2, -1);
  }

  static ArithmeticException singular(String op, Tensor matrices, int index) {
    return new ArithmeticException(
        ("%s: matrix %d of %d in shape %s is singular; add a small number to its diagonal, or check"
                + " its rows")
            .formatted(op, index, count(matrices), matrices.shape()));
  }
}
