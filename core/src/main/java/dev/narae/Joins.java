package dev.narae;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Putting tensors together in ways that fix their ranks. */
final class Joins {
  private Joins() {}

  static Tensor horizontally(Tensor... tensors) {
    Tensor[] parts = atLeast("hstack", 1, tensors);
    return Tensor.cat(parts[0].rank() == 1 ? 0 : 1, parts);
  }

  static Tensor vertically(Tensor... tensors) {
    return Tensor.cat(0, atLeast("vstack", 2, tensors));
  }

  static Tensor inDepth(Tensor... tensors) {
    return Tensor.cat(2, atLeast("dstack", 3, tensors));
  }

  static Tensor asColumns(Tensor... tensors) {
    Tensor[] parts = atLeast("columnStack", 0, tensors);
    for (int i = 0; i < parts.length; i++) {
      parts[i] = parts[i].rank() < 2 ? parts[i].reshape(-1, 1) : parts[i];
    }
    return Tensor.cat(1, parts);
  }

  /** A vector is a row, and a matrix a slice of depth 1, as in NumPy. */
  private static Tensor[] atLeast(String op, int rank, Tensor... tensors) {
    if (tensors.length == 0) {
      throw new IllegalArgumentException(op + ": there are no tensors; give at least one");
    }
    Tensor[] parts = tensors.clone();
    for (int i = 0; i < parts.length; i++) {
      Tensor part = parts[i];
      if (part.rank() == 0 && rank > 0) {
        part = part.unsqueeze(0);
      }
      if (part.rank() == 1 && rank > 1) {
        part = part.unsqueeze(0);
      }
      parts[i] = part.rank() == 2 && rank > 2 ? part.unsqueeze(2) : part;
    }
    return parts;
  }

  static Tensor blockDiagonal(Tensor... matrices) {
    Tensor[] blocks = atLeast("blockDiag", 2, matrices);
    long columns = 0;
    for (Tensor block : blocks) {
      if (block.rank() != 2) {
        throw new ShapeException(
            "blockDiag: a block of shape %s; each must be a matrix, a vector or a number"
                .formatted(block.shape()));
      }
      columns += block.dim(1);
    }
    Tensor[] rows = new Tensor[blocks.length];
    long before = 0;
    for (int i = 0; i < rows.length; i++) {
      rows[i] = blocks[i].pad(before, columns - before - blocks[i].dim(1));
      before += blocks[i].dim(1);
    }
    return Tensor.cat(0, rows);
  }

  static Tensor cartesianProduct(Tensor... vectors) {
    if (vectors.length == 0) {
      throw new IllegalArgumentException("cartesianProd: there are no vectors; give at least one");
    }
    if (vectors.length == 1) {
      return vectors[0].flatten();
    }
    Tensor[] columns = Sequences.grid(vectors).stream().map(Tensor::flatten).toArray(Tensor[]::new);
    return Tensor.stack(1, columns);
  }

  /** The rows and columns of the elements of a triangle, row by row. */
  static Tensor triangle(String op, long rows, long columns, long offset, boolean lower) {
    if (rows < 0 || columns < 0) {
      throw new ShapeException(
          "%s: a matrix of %d rows and %d columns; use 0 or more".formatted(op, rows, columns));
    }
    return Triangles.mask(rows, columns, offset, lower, Backends.defaultDevice()).nonzero().t();
  }

  /** All choices of r elements of a vector, in the order of their positions. */
  static Tensor combinations(Tensor vector, int r, boolean withReplacement) {
    if (vector.rank() != 1 || r < 1) {
      throw new ShapeException(
          "combinations: %d elements of shape %s; it must be a vector, and the number at least 1"
              .formatted(r, vector.shape()));
    }
    List<long[]> choices = new ArrayList<>();
    choose(new long[r], 0, 0, vector.dim(0), withReplacement, choices);
    long[] positions = choices.stream().flatMapToLong(Arrays::stream).toArray();
    Tensor index = Positions.on(vector.device(), positions);
    return vector.indexSelect(0, index).reshape(choices.size(), r);
  }

  private static void choose(
      long[] chosen, int place, long first, long end, boolean again, List<long[]> found) {
    if (place == chosen.length) {
      found.add(chosen.clone());
      return;
    }
    for (long i = first; i < end; i++) {
      chosen[place] = i;
      choose(chosen, place + 1, again ? i : i + 1, end, again, found);
    }
  }

  /** Sums over the products of pairs of dimensions, as one product of matrices. */
  static Tensor tensordot(Tensor a, Tensor b, int[] dimsA, int[] dimsB) {
    if (dimsA.length != dimsB.length) {
      throw new ShapeException(
          "tensordot: %d dimensions of shape %s and %d of shape %s; name as many of each"
              .formatted(dimsA.length, a.shape(), dimsB.length, b.shape()));
    }
    long inner = 1;
    int[] axesA = new int[dimsA.length];
    int[] axesB = new int[dimsB.length];
    for (int i = 0; i < axesA.length; i++) {
      axesA[i] = a.shape().axis("tensordot", dimsA[i]);
      axesB[i] = b.shape().axis("tensordot", dimsB[i]);
      if (a.dim(axesA[i]) != b.dim(axesB[i])) {
        throw new ShapeException(
            "tensordot: dimension %d of shape %s and dimension %d of shape %s differ in size"
                .formatted(dimsA[i], a.shape(), dimsB[i], b.shape()));
      }
      inner *= a.dim(axesA[i]);
    }
    int[] freeA = others(a, axesA);
    int[] freeB = others(b, axesB);
    Shape outer = Shape.scalar();
    long rows = 1;
    for (int axis : freeA) {
      outer = outer.insert(outer.rank(), a.dim(axis));
      rows *= a.dim(axis);
    }
    long columns = 1;
    for (int axis : freeB) {
      outer = outer.insert(outer.rank(), b.dim(axis));
      columns *= b.dim(axis);
    }
    Tensor left = a.permute(joined(freeA, axesA)).reshape(rows, inner);
    Tensor right = b.permute(joined(axesB, freeB)).reshape(inner, columns);
    return left.matmul(right).reshape(outer);
  }

  private static int[] others(Tensor tensor, int[] axes) {
    int[] rest =
        java.util.stream.IntStream.range(0, tensor.rank())
            .filter(axis -> Arrays.stream(axes).noneMatch(named -> named == axis))
            .toArray();
    if (rest.length + axes.length != tensor.rank()) {
      throw new ShapeException(
          "tensordot: a dimension of shape %s is named twice; name each once"
              .formatted(tensor.shape()));
    }
    return rest;
  }

  private static int[] joined(int[] first, int[] then) {
    int[] all = Arrays.copyOf(first, first.length + then.length);
    System.arraycopy(then, 0, all, first.length, then.length);
    return all;
  }
}
