package dev.narae.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.Backends;
import dev.narae.DType;
import dev.narae.Device;
import dev.narae.Reduction;
import dev.narae.Scope;
import dev.narae.Shape;
import dev.narae.Tensor;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rows of large tensors, whose memory is read ahead: the bits are those of small tensors. */
@Timeout(120)
class LargeRowsTest {
  /** No multiple of what is done at a time, or in a block. */
  private static final int ROWS = 2101;

  private static final int COLUMNS = 512;
  private static final int FEW = 191;

  @Test
  void softmax() {
    assertLikeSmall(x -> x.softmax(1));
  }

  @Test
  void logSoftmax() {
    assertLikeSmall(x -> x.logSoftmax(1));
  }

  @Test
  void crossEntropy() {
    assertLikeSmall(
        x -> {
          Tensor labels = Tensor.zeros(Shape.of(x.shape().dim(0)), DType.I64);
          return x.crossEntropy(labels, Reduction.NONE);
        });
  }

  private static void assertLikeSmall(UnaryOperator<Tensor> operator) {
    try (Scope _ = Scope.open()) {
      Tensor x = Tensor.randn(ROWS, COLUMNS).mul(20);
      // Two rows of infinities, which give NaN.
      x = Tensor.cat(0, x.slice(0, 0, 100), x.slice(0, 0, 2).div(0), x.slice(0, 102, ROWS));
      float[] expected = inParts(operator, x);
      do {
        assertArrayEquals(expected, bits(operator, x));
      } while (!Backends.open(Device.cpu()).isWarm());
      assertArrayEquals(expected, bits(operator, x));
      assertTrue(Float.isNaN(expected[100 * expected.length / ROWS]));
    }
  }

  private static float[] bits(UnaryOperator<Tensor> operator, Tensor x) {
    try (Scope _ = Scope.open()) {
      return operator.apply(x).toFloatArray();
    }
  }

  private static float[] inParts(UnaryOperator<Tensor> operator, Tensor x) {
    Tensor[] parts = new Tensor[(ROWS + FEW - 1) / FEW];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = operator.apply(x.slice(0, i * FEW, Math.min(ROWS, (i + 1) * FEW)));
    }
    return Tensor.cat(0, parts).toFloatArray();
  }
}
