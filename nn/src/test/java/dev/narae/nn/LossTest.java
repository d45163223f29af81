package dev.narae.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.narae.DType;
import dev.narae.DTypeException;
import dev.narae.GradCheck;
import dev.narae.Reduction;
import dev.narae.Shape;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import org.junit.jupiter.api.Test;

/** Losses by finite differences, and what they refuse. */
class LossTest {
  @Test
  void gradientsAgreeWithDifferences() {
    Tensor x = Tensor.normal(Shape.of(3, 4), 0, 1, DType.F64).requiresGrad(true);
    Tensor labels = Tensor.of(new long[] {1, 3, 0});
    GradCheck.check(all -> new CrossEntropyLoss().call(all.getFirst(), labels), x);
    GradCheck.check(all -> new NLLLoss(Reduction.NONE).call(all.getFirst(), labels), x);
  }

  @Test
  void theSquaredErrorWantsEqualShapes() {
    assertEquals(
        "mseLoss: input [2, 1] and target [2] must have equal shapes; reshape or expand one of"
            + " them",
        assertThrows(
                ShapeException.class, () -> new MSELoss().call(Tensor.zeros(2, 1), Tensor.zeros(2)))
            .getMessage());
  }

  @Test
  void labelsMustFit() {
    Tensor scores = Tensor.zeros(2, 3);
    assertEquals(
        "nllLoss: target [3] does not fit input [2, 3]; labels have the input's shape without the"
            + " classes: [2]",
        assertThrows(
                ShapeException.class,
                () -> new NLLLoss().call(scores, Tensor.of(new long[] {0, 1, 2})))
            .getMessage());
    assertEquals(
        "crossEntropy: the target is i32; labels must be i64: convert with to(DType.I64)",
        assertThrows(
                DTypeException.class,
                () -> new CrossEntropyLoss().call(scores, Tensor.of(new int[] {0, 1})))
            .getMessage());
    assertEquals(
        "crossEntropy: label 3 is outside the 3 classes of input [2, 3]; use 0 to 2, or ignore it"
            + " with ignoreIndex",
        assertThrows(
                IndexOutOfBoundsException.class,
                () -> new CrossEntropyLoss().call(scores, Tensor.of(new long[] {0, 3})))
            .getMessage());
  }
}
