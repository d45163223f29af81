package dev.narae;

import static dev.narae.Refusals.refusal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Jacobians, Hessians and their products. */
final class FunctionalGradTest {
  private static final Tensor X = Tensor.of(new double[] {1, 2, 3, 4}, 2, 2);
  private static final Tensor Y = Tensor.of(new double[] {0.5, -1});

  /** x (2, 2) and y (2) to (2): x · y². */
  private static Tensor product(List<Tensor> inputs) {
    return inputs.get(0).matmul(inputs.get(1).square().unsqueeze(1)).squeeze(1);
  }

  private static Tensor energy(List<Tensor> inputs) {
    return product(inputs).square().sum();
  }

  private static void assertValues(Tensor tensor, double... expected) {
    assertArrayEquals(expected, tensor.toDoubleArray(), 1e-12);
  }

  @Test
  void jacobianOfOneInput() {
    Tensor jacobian = Grad.jacobian(x -> x.square().sum(1), X);
    assertEquals(Shape.of(2, 2, 2), jacobian.shape());
    assertValues(jacobian, 2, 4, 0, 0, 0, 0, 6, 8);
    assertFalse(jacobian.requiresGrad());
  }

  @Test
  void jacobiansOfSeveralInputs() {
    List<Tensor> jacobians = Grad.jacobian(FunctionalGradTest::product, List.of(X, Y));
    assertEquals(Shape.of(2, 2, 2), jacobians.get(0).shape());
    assertValues(jacobians.get(0), 0.25, 1, 0, 0, 0, 0, 0.25, 1);
    assertEquals(Shape.of(2, 2), jacobians.get(1).shape());
    assertValues(jacobians.get(1), 1, -4, 3, -8);
  }

  @Test
  void whatDoesNotDependIsZero() {
    assertValues(Grad.jacobian(x -> Tensor.ones(2), Y), 0, 0, 0, 0);
    assertEquals(Shape.of(0, 2), Grad.jacobian(x -> x.narrow(0, 0, 0), Y).shape());
    assertValues(Grad.hessian(x -> x.sum(), Y), 0, 0, 0, 0);
    List<List<Tensor>> blocks = Grad.hessian(t -> t.get(0).square().sum(), List.of(Y, X));
    assertValues(blocks.get(0).get(0), 2, 0, 0, 2);
    assertEquals(Shape.of(2, 2, 2), blocks.get(0).get(1).shape());
    assertValues(blocks.get(1).get(0), 0, 0, 0, 0, 0, 0, 0, 0);
  }

  @Test
  void hessianOfANumber() {
    Tensor hessian = Grad.hessian(y -> y.prod().square(), Y);
    assertEquals(Shape.of(2, 2), hessian.shape());
    assertValues(hessian, 2, -2, -2, 0.5);
    String error = refusal(ShapeException.class, () -> Grad.hessian(x -> x.square(), Y));
    assertTrue(error.startsWith("hessian: the function's value has shape [2]"), error);
  }

  @Test
  void productsAgreeWithTheMatrices() {
    List<Tensor> inputs = List.of(X, Y);
    Tensor v = Tensor.of(new double[] {3, -2});
    Tensor vx = Tensor.of(new double[] {1, -1, 2, 0.5}, 2, 2);
    List<Tensor> jacobians = Grad.jacobian(FunctionalGradTest::product, inputs);
    Grad.Products vjp = Grad.vjp(FunctionalGradTest::product, inputs, v);
    assertValues(vjp.value(), product(inputs).toDoubleArray());
    assertValues(vjp.products().get(1), v.unsqueeze(0).matmul(jacobians.get(1)).toDoubleArray());
    Tensor pushed =
        jacobians
            .get(0)
            .reshape(2, 4)
            .matmul(vx.reshape(4, 1))
            .add(jacobians.get(1).matmul(v.reshape(2, 1)));
    Grad.Products jvp = Grad.jvp(FunctionalGradTest::product, inputs, List.of(vx, v));
    assertValues(jvp.product(), pushed.toDoubleArray());

    List<List<Tensor>> blocks = Grad.hessian(FunctionalGradTest::energy, inputs);
    Tensor expected =
        blocks
            .get(1)
            .get(0)
            .reshape(2, 4)
            .matmul(vx.reshape(4, 1))
            .add(blocks.get(1).get(1).matmul(v.reshape(2, 1)));
    Grad.Products hvp = Grad.hvp(FunctionalGradTest::energy, inputs, List.of(vx, v));
    Grad.Products vhp = Grad.vhp(FunctionalGradTest::energy, inputs, List.of(vx, v));
    assertValues(hvp.products().get(1), expected.toDoubleArray());
    assertValues(vhp.products().get(0), hvp.products().get(0).toDoubleArray());
    assertValues(vhp.products().get(1), hvp.products().get(1).toDoubleArray());
    assertValues(hvp.value(), energy(inputs).item());
  }

  @Test
  void linearFunctionsHaveNoCurvature() {
    Grad.Products hvp = Grad.hvp(t -> t.get(0).sum(), List.of(Y), List.of(Y));
    assertValues(hvp.product(), 0, 0);
    Grad.Products jvp = Grad.jvp(t -> t.get(0).mul(3), List.of(Y), List.of(Y));
    assertValues(jvp.product(), 1.5, -3);
  }

  @Test
  void resultsOfTrackedInputsDifferentiateAgain() {
    Tensor y = Y.copy().requiresGrad(true);
    GradCheck.check(t -> Grad.jacobian(x -> x.pow(3).mul(x.sum()), t.get(0)), y);
    GradCheck.check(t -> Grad.hessian(x -> x.pow(3).sum().square(), t.get(0)), y);
    GradCheck.check(
        t -> Grad.hvp(x -> x.get(0).exp().prod(), List.of(t.get(0)), List.of(X.get(0))).product(),
        y);
    GradCheck.check(
        t -> Grad.jvp(x -> x.get(0).exp(), List.of(t.get(0)), List.of(X.get(0))).product(), y);
    assertFalse(Grad.noGrad(() -> Grad.jacobian(x -> x.exp(), y)).requiresGrad());
    assertEquals(null, y.grad());
  }

  @Test
  void vectorsHaveTheRightShapes() {
    assertEquals(
        "jvp: the vector for input 0 has shape [2, 2]; it must have the input's, [2]",
        refusal(ShapeException.class, () -> Grad.jvp(t -> t.get(0).exp(), List.of(Y), List.of(X))));
    assertEquals(
        "vjp: the vector for output 0 has shape [2, 2]; it must have the output's, [2]",
        refusal(ShapeException.class, () -> Grad.vjp(t -> t.get(0).exp(), List.of(Y), X)));
    assertEquals(
        "vhp: 0 vectors for 1 inputs; give one for each",
        refusal(
            IllegalArgumentException.class,
            () -> Grad.vhp(t -> t.get(0).sum(), List.of(Y), List.of())));
  }
}
