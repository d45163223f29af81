package dev.narae;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Gradients of parts that are not all used alike. */
class SplitGradientTest {
  private static Tensor leaf() {
    return Tensor.of(new double[] {1, 2, 3, 4, 5, 6}).requiresGrad(true);
  }

  private static void assertGradient(Tensor leaf, double... expected) {
    assertArrayEquals(expected, Objects.requireNonNull(leaf.grad()).toDoubleArray());
  }

  @Test
  void aPartThatIsNotUsedHasAGradientOfZero() {
    Tensor x = leaf();
    x.split(2, 0).get(1).square().sum().backward();
    assertGradient(x, 0, 0, 6, 8, 0, 0);
  }

  @Test
  void eachUseOfAPartCounts() {
    Tensor x = leaf();
    List<Tensor> rows = x.reshape(3, 2).unbind(0);
    rows.get(0).mul(rows.get(2)).sum().add(rows.get(0).sum()).backward();
    assertGradient(x, 6, 7, 0, 0, 1, 2);
  }

  @Test
  void aPartThatIsChangedChangesTheWhole() {
    Tensor x = leaf();
    Tensor y = x.mul(2.0);
    List<Tensor> halves = y.chunk(2, 0);
    halves.get(0).mulInPlace(3);
    y.mul(halves.get(1).sum().detach()).sum().backward();
    assertGradient(x, 180, 180, 180, 60, 60, 60);
  }
}
