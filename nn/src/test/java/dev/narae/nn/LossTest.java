package dev.narae.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.narae.Backends;
import dev.narae.DType;
import dev.narae.DTypeException;
import dev.narae.GradCheck;
import dev.narae.Reduction;
import dev.narae.Shape;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import dev.narae.io.Npz;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Losses against PyTorch's answers, and what they refuse. */
class LossTest {
  private static Map<String, Tensor> golden = Map.of();

  @BeforeAll
  static void load() throws Exception {
    Path file = Path.of(Objects.requireNonNull(LossTest.class.getResource("losses.npz")).toURI());
    golden = Npz.read(file, Backends.defaultDevice());
  }

  private static Tensor array(String name) {
    return Objects.requireNonNull(golden.get(name), name);
  }

  @ParameterizedTest
  @CsvSource({"0205, MEAN", "0213, SUM", "0221, NONE"})
  void negativeLogLikelihood(String id, Reduction reduction) {
    Tensor x = array(id + ".in0").copy().requiresGrad(true);
    Tensor loss = new NLLLoss(reduction).call(x.logSoftmax(1), array(id + ".target"));
    assertGolden(id, loss, x);
  }

  @ParameterizedTest
  @CsvSource({"0204, MEAN", "0212, SUM", "0220, NONE"})
  void crossEntropy(String id, Reduction reduction) {
    Tensor x = array(id + ".in0").copy().requiresGrad(true);
    assertGolden(id, new CrossEntropyLoss(reduction).call(x, array(id + ".target")), x);
  }

  @ParameterizedTest
  @CsvSource({"0206, MEAN", "0214, SUM", "0222, NONE"})
  void meanSquaredError(String id, Reduction reduction) {
    Tensor x = array(id + ".in0").copy().requiresGrad(true);
    Tensor y = array(id + ".in1").copy().requiresGrad(true);
    assertGolden(id, new MSELoss(reduction).call(x, y), x);
    assertArrayEquals(array(id + ".grad1").toDoubleArray(), grad(y), 1e-12);
  }

  private static void assertGolden(String id, Tensor loss, Tensor x) {
    assertEquals(array(id + ".out0").shape(), loss.shape());
    assertArrayEquals(array(id + ".out0").toDoubleArray(), loss.toDoubleArray(), 1e-12);
    loss.backward(array(id + ".up0"));
    assertArrayEquals(array(id + ".grad0").toDoubleArray(), grad(x), 1e-12);
  }

  private static double[] grad(Tensor leaf) {
    return Objects.requireNonNull(leaf.grad()).toDoubleArray();
  }

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
