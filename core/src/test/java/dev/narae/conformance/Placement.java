package dev.narae.conformance;

import dev.narae.DType;
import dev.narae.Index;
import dev.narae.Shape;
import dev.narae.Tensor;
import java.util.Collections;
import java.util.List;

/** How an input lies in memory. */
enum Placement {
  /** Densely in row-major order. */
  DENSE {
    @Override
    Tensor place(Values values, DType dtype) {
      return Tensors.dense(values, dtype);
    }
  },
  /** With the dimensions in the opposite order. */
  PERMUTED {
    @Override
    Tensor place(Values values, DType dtype) {
      int[] order = new int[values.shape().rank()];
      long[] sizes = new long[order.length];
      for (int d = 0; d < order.length; d++) {
        order[d] = order.length - 1 - d;
        sizes[d] = values.dim(order[d]);
      }
      Values reversed = Values.generate(Shape.of(sizes), index -> values.at(opposite(index)));
      return Tensors.dense(reversed, dtype).permute(order);
    }
  },
  /** Every second element of something larger, from an offset, with other numbers between. */
  SLICED {
    @Override
    Tensor place(Values values, DType dtype) {
      int last = values.shape().rank() - 1;
      if (last < 0) {
        Values three = Values.generate(Shape.of(3), i -> i[0] == 1 ? values.at() : STRAY);
        return Tensors.dense(three, dtype).select(0, 1);
      }
      long extent = values.dim(last);
      Values wide =
          Values.generate(
              values.shape().with(last, 2 * extent + 3),
              index -> {
                long[] own = index.clone();
                own[last] = (index[last] - 3) / 2;
                boolean mine = index[last] >= 3 && index[last] % 2 == 1;
                return mine ? values.at(own) : STRAY;
              });
      return Tensors.dense(wide, dtype).slice(last, 3, 2 * extent + 3, 2);
    }
  },
  /** With every dimension in the opposite order, by negative strides. */
  FLIPPED {
    @Override
    Tensor place(Values values, DType dtype) {
      int rank = values.shape().rank();
      Values flipped =
          Values.generate(
              values.shape(),
              index -> {
                long[] own = index.clone();
                for (int d = 0; d < rank; d++) {
                  own[d] = values.dim(d) - 1 - index[d];
                }
                return values.at(own);
              });
      List<Index> reversed = Collections.nCopies(rank, Index.all().step(-1));
      return Tensors.dense(flipped, dtype).at(reversed);
    }
  },
  /** One row, repeated with stride 0. */
  EXPANDED {
    @Override
    Values prepare(Values values) {
      boolean repeats = values.shape().rank() > 0 && values.dim(0) > 1;
      return repeats ? firstRow(values).broadcastTo(values.shape()) : values;
    }

    @Override
    Tensor place(Values values, DType dtype) {
      boolean repeats = values.shape().rank() > 0 && values.dim(0) > 1;
      return repeats
          ? Tensors.dense(firstRow(values), dtype).expand(values.shape())
          : Tensors.dense(values, dtype);
    }
  };

  /** Harmless in every dtype, yet visible if it gets into a result. */
  private static final double STRAY = 113;

  /** The numbers that this placement can hold. */
  Values prepare(Values values) {
    return values;
  }

  /** A tensor of these numbers on the default device. */
  abstract Tensor place(Values values, DType dtype);

  private static long[] opposite(long[] index) {
    long[] result = new long[index.length];
    for (int d = 0; d < result.length; d++) {
      result[d] = index[index.length - 1 - d];
    }
    return result;
  }

  private static Values firstRow(Values values) {
    return Values.generate(values.shape().with(0, 1), values::at);
  }
}
