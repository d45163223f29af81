package dev.narae.conformance;

import static dev.narae.conformance.OpCase.ALL;

import dev.narae.Shape;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import dev.narae.conformance.OpCase.ResultType;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Cases of operators that take elements of one tensor to other places. */
final class Moves {
  private Moves() {}

  /** An operator on one tensor of every dtype. */
  static OpCase move(
      String name, UnaryOperator<Tensor> op, UnaryOperator<Values> reference, long[]... shapes) {
    OpCase result =
        OpCase.of(name, in -> op.apply(in.get(0)), in -> reference.apply(in.get(0)))
            .on(ALL, ResultType.SAME);
    for (long[] shape : shapes) {
      result = result.sample(Input.real(-3, 3, shape));
    }
    return result;
  }

  /** Several results as one tensor in which each stands at another place. */
  static UnaryOperator<Tensor> joined(int dim, Function<Tensor, List<Tensor>> op) {
    return x -> Tensor.cat(dim, op.apply(x).reversed().toArray(Tensor[]::new));
  }

  /** A call on a tensor of shape [2, 3] that does not fit it. */
  static ErrorCase bad(String what, Function<Tensor, Object> op, String... fragments) {
    return bad(what, ShapeException.class, op, fragments);
  }

  /** A call on a tensor of shape [2, 3] with a position outside. */
  static ErrorCase out(String what, Function<Tensor, Object> op, String... fragments) {
    return bad(what, IndexOutOfBoundsException.class, op, fragments);
  }

  /** A call on a tensor of shape [2, 3] that fails. */
  static ErrorCase bad(
      String what,
      Class<? extends Exception> type,
      Function<Tensor, Object> op,
      String... fragments) {
    return ErrorCase.of(
        what,
        type,
        () -> {
          Object unexpected = op.apply(Tensor.ones(2, 3));
          throw new AssertionError(what + " gave " + unexpected);
        },
        fragments);
  }

  static Shape shape(long... sizes) {
    return Shape.of(sizes);
  }
}
