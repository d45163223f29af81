package dev.narae.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.DType;
import dev.narae.Generator;
import dev.narae.Scope;
import dev.narae.Tensor;
import dev.narae.nn.Linear;
import dev.narae.nn.Parameter;
import dev.narae.nn.Sequential;
import dev.narae.nn.Tanh;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Training with parameters of half precision. */
class HalfPrecisionTest {
  /** After three steps down p², as in PyTorch up to a few roundings. */
  private static void assertSteps(
      DType dtype, Function<List<Parameter>, Optimizer> make, double... expected) {
    Parameter p = new Parameter(Tensor.of(new double[] {1, -2, 0.5}).to(dtype));
    Optimizer optimizer = make.apply(List.of(p));
    for (int i = 0; i < 3; i++) {
      optimizer.zeroGrad();
      p.tensor().square().sum().backward();
      assertEquals(dtype, Objects.requireNonNull(p.grad()).dtype());
      optimizer.step();
    }
    assertEquals(dtype, p.tensor().dtype());
    double[] actual = p.tensor().toDoubleArray();
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], dtype == DType.F16 ? 2e-3 : 2e-2);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F16", "BF16"})
  void momentumIsKeptInTheParametersDType(DType dtype) {
    assertSteps(
        dtype, w -> new SGD(w, 0.1, SGD.Options.DEFAULT.momentum(0.9)), 0.0622, -0.1245, 0.0311);
  }

  @ParameterizedTest
  @EnumSource(names = {"F16", "BF16"})
  void adamFollowsPyTorch(DType dtype) {
    assertSteps(
        dtype, w -> new Adam(w, 0.1, Adam.Options.DEFAULT.eps(1e-3)), 0.7017, -1.7012, 0.2053);
  }

  @ParameterizedTest
  @EnumSource(names = {"F16", "BF16"})
  void networksLearn(DType dtype) {
    Generator.manualSeed(5);
    Sequential network = new Sequential(new Linear(2, 16), new Tanh(), new Linear(16, 1));
    network.to(dtype);
    network.parameters().forEach(p -> assertEquals(dtype, p.tensor().dtype()));
    Tensor x = Tensor.randn(64, 2).to(dtype);
    Tensor y = x.select(1, 0).mul(x.select(1, 1)).unsqueeze(1);
    Adam adam = new Adam(network.parameters(), 0.02);
    double first = 0;
    double last = 0;
    for (int i = 0; i < 150; i++) {
      try (Scope _ = Scope.open()) {
        adam.zeroGrad();
        Tensor loss = network.call(x).mseLoss(y);
        assertEquals(dtype, loss.dtype());
        loss.backward();
        adam.step();
        last = loss.item();
        first = i == 0 ? last : first;
      }
    }
    assertTrue(last < 0.2 * first, "the loss fell from " + first + " to " + last);
  }
}
