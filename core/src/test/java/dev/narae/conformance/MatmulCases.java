package dev.narae.conformance;

import dev.narae.DType;
import dev.narae.DTypeException;
import dev.narae.Shape;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import dev.narae.conformance.OpCase.ResultType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Products of vectors, matrices and batches of matrices. */
final class MatmulCases {
  private static final Set<DType> DTYPES = EnumSet.range(DType.I32, DType.F64);

  private MatmulCases() {}

  static List<OpCase> all() {
    return List.of(matmul(), large(), mm(), linear(), linearWithBias());
  }

  private static Input in(long... sizes) {
    return Input.real(-2, 2, sizes);
  }

  private static OpCase matmul() {
    return OpCase.of(
            "matmul", in -> in.get(0).matmul(in.get(1)), in -> product(in.get(0), in.get(1)))
        .on(DTYPES, ResultType.SAME)
        .sample(in(2, 3), in(3, 4))
        .sample(in(3), in(3))
        .sample(in(3), in(3, 2))
        .sample(in(2, 3), in(3))
        .sample(in(1, 1), in(1, 1))
        .sample(in(2, 2, 3), in(2, 3, 2))
        .sample(in(2, 1, 2, 3), in(3, 3, 2))
        .sample(in(2, 2, 3), in(3))
        .sample(in(0, 3), in(3, 2))
        .sample(in(2, 0), in(0, 3))
        .sample(in(40, 0), in(0, 33))
        .sample(in(3, 20, 0), in(3, 0, 5))
        .sample(in(5, 17), in(17, 9))
        .refuses(
            refused(
                "inner sizes",
                () -> Tensor.ones(2, 3).matmul(Tensor.ones(4, 2)),
                "[2, 3]",
                "[4, 2]"))
        .refuses(
            refused(
                "batch sizes",
                () -> Tensor.ones(2, 2, 3).matmul(Tensor.ones(3, 3, 2)),
                "[2, 2, 3]",
                "[3, 3, 2]"))
        .refuses(refused("a scalar", () -> Tensor.scalar(1).matmul(Tensor.ones(3)), "[]"))
        .refuses(
            ErrorCase.of(
                "dtypes that differ",
                DTypeException.class,
                () -> Tensor.ones(2, 3).matmul(Tensor.ones(Shape.of(3, 2), DType.F64)),
                "matmul",
                "f32",
                "f64"))
        .refuses(
            ErrorCase.of(
                "truth values",
                DTypeException.class,
                () ->
                    Tensor.ones(Shape.of(2, 2), DType.BOOL)
                        .matmul(Tensor.ones(Shape.of(2, 2), DType.BOOL)),
                "matmul",
                "bool"))
        .refuses(narrow(DType.I8))
        .refuses(narrow(DType.I16));
  }

  private static ErrorCase narrow(DType dtype) {
    return ErrorCase.of(
        dtype + " operands",
        DTypeException.class,
        () -> Tensor.ones(Shape.of(2, 2), dtype).matmul(Tensor.ones(Shape.of(2, 2), dtype)),
        "matmul",
        dtype.toString(),
        "to(DType.I32)");
  }

  private static ErrorCase refused(String what, Supplier<Tensor> call, String... fragments) {
    List<String> all = new ArrayList<>(List.of(fragments));
    all.add("matmul");
    return new ErrorCase(what, call, ShapeException.class, all);
  }

  /** Sizes around the blocks of fast kernels; too many numbers for finite differences but one. */
  private static OpCase large() {
    return OpCase.of(
            "matmul(large)", in -> in.get(0).matmul(in.get(1)), in -> product(in.get(0), in.get(1)))
        .on(DTYPES, ResultType.SAME)
        .within(1e-5, 1e-12)
        .sample(in(2, 2), in(2, 2))
        .sample(in(67, 129), in(129, 65))
        .sample(in(1, 300), in(300, 33))
        .sample(in(130, 1), in(1, 49))
        .sample(in(33, 40), in(40, 1))
        .sample(in(3, 31, 16), in(16, 17));
  }

  private static OpCase mm() {
    return OpCase.of("mm", in -> in.get(0).mm(in.get(1)), in -> product(in.get(0), in.get(1)))
        .on(DTYPES, ResultType.SAME)
        .sample(in(2, 3), in(3, 4))
        .refuses(
            ErrorCase.of(
                "batches",
                ShapeException.class,
                () -> Tensor.ones(2, 2, 3).mm(Tensor.ones(3, 2)),
                "mm",
                "[2, 2, 3]",
                "matmul"));
  }

  private static OpCase linear() {
    return OpCase.of(
            "linear",
            in -> in.get(0).linear(in.get(1)),
            in -> product(in.get(0), transposed(in.get(1))))
        .sample(in(2, 3), in(4, 3))
        .sample(in(2, 2, 3), in(2, 3))
        .sample(in(3), in(4, 3))
        .sample(in(33, 20), in(17, 20));
  }

  private static OpCase linearWithBias() {
    return OpCase.of(
            "linear(bias)",
            in -> in.get(0).linear(in.get(1), in.get(2)),
            in ->
                ElementwiseCase.combine(
                    product(in.get(0), transposed(in.get(1))), in.get(2), Double::sum))
        .sample(in(2, 3), in(4, 3), in(4))
        .sample(in(2, 2, 3), in(2, 3), in(2))
        .sample(in(3), in(4, 3), in(4))
        .sample(in(33, 20), in(17, 20), in(17))
        .sample(in(0, 3), in(2, 3), in(2))
        .refuses(
            ErrorCase.of(
                "a bias of another size",
                ShapeException.class,
                () -> Tensor.ones(2, 3).linear(Tensor.ones(4, 3), Tensor.ones(3)),
                "linear",
                "[4, 3]",
                "[3]"))
        .refuses(
            ErrorCase.of(
                "inner sizes",
                ShapeException.class,
                () -> Tensor.ones(2, 3).linear(Tensor.ones(4, 2), Tensor.ones(4)),
                "linear",
                "[2, 3]",
                "[4, 2]"));
  }

  static Values transposed(Values x) {
    return Values.generate(Shape.of(x.dim(1), x.dim(0)), i -> x.at(i[1], i[0]));
  }

  /** The product by its definition, for any ranks. */
  static Values product(Values a, Values b) {
    Values left = a.shape().rank() == 1 ? a.reshape(1, a.dim(0)) : a;
    Values right = b.shape().rank() == 1 ? b.reshape(b.dim(0), 1) : b;
    Values full = batched(left, right);
    Shape shape = full.shape();
    shape = b.shape().rank() == 1 ? shape.without(shape.rank() - 1) : shape;
    int row = b.shape().rank() == 1 ? shape.rank() - 1 : shape.rank() - 2;
    shape = a.shape().rank() == 1 ? shape.without(row) : shape;
    return new Values(shape, full.data());
  }

  private static Values batched(Values a, Values b) {
    int ra = a.shape().rank();
    int rb = b.shape().rank();
    Shape batch = leading(a).broadcast("reference", leading(b));
    Values left =
        a.broadcastTo(
            batch.insert(batch.rank(), a.dim(ra - 2)).insert(batch.rank() + 1, a.dim(ra - 1)));
    Values right =
        b.broadcastTo(
            batch.insert(batch.rank(), b.dim(rb - 2)).insert(batch.rank() + 1, b.dim(rb - 1)));
    Shape out = batch.insert(batch.rank(), a.dim(ra - 2)).insert(batch.rank() + 1, b.dim(rb - 1));
    return Values.generate(
        out,
        index -> {
          long[] i = index.clone();
          long[] j = index.clone();
          double sum = 0;
          for (long k = 0; k < a.dim(ra - 1); k++) {
            i[i.length - 1] = k;
            j[j.length - 2] = k;
            sum += left.at(i) * right.at(j);
          }
          return sum;
        });
  }

  private static Shape leading(Values x) {
    return x.shape().without(x.shape().rank() - 1).without(x.shape().rank() - 2);
  }
}
