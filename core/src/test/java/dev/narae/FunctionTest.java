package dev.narae;

import static dev.narae.Refusals.refusal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** User-written forward and backward. */
final class FunctionTest {

  /** x² + y, with the gradients written down. */
  private static final class Parabola extends Function {
    @Override
    protected List<Tensor> forward(Context context, List<Tensor> inputs) {
      context.save(inputs.get(0));
      return List.of(inputs.get(0).square().add(inputs.get(1)));
    }

    @Override
    protected List<@Nullable Tensor> backward(Context context, List<Tensor> upstream) {
      Tensor g = upstream.getFirst();
      Tensor x = context.saved().getFirst();
      return Arrays.asList(g.mul(x).mul(2), context.needs(1) ? g : null);
    }
  }

  /** Two outputs, of which a program may use one. */
  private static final class SumAndDifference extends Function {
    @Override
    protected List<Tensor> forward(Context context, List<Tensor> inputs) {
      Tensor x = inputs.get(0);
      Tensor y = inputs.get(1);
      return List.of(x.add(y), x.sub(y));
    }

    @Override
    protected List<@Nullable Tensor> backward(Context context, List<Tensor> upstream) {
      Tensor sum = upstream.get(0);
      Tensor difference = upstream.get(1);
      return List.of(sum.add(difference), sum.sub(difference));
    }
  }

  /** The identity, whose backward was not written. */
  private abstract static class Forgetful extends Function {
    @Override
    protected List<Tensor> forward(Context context, List<Tensor> inputs) {
      return inputs;
    }

    @Override
    @SuppressWarnings("NullAway") // what this is about
    protected List<@Nullable Tensor> backward(Context context, List<Tensor> upstream) {
      return null;
    }
  }

  /** The identity, with whatever backward a test gives it. */
  private static final class Identity extends Function {
    private final List<@Nullable Tensor> gradients;

    Identity(List<@Nullable Tensor> gradients) {
      this.gradients = gradients;
    }

    @Override
    protected List<Tensor> forward(Context context, List<Tensor> inputs) {
      return inputs;
    }

    @Override
    protected List<@Nullable Tensor> backward(Context context, List<Tensor> upstream) {
      return gradients;
    }
  }

  private static Tensor leaf(double... values) {
    return Tensor.of(values).requiresGrad(true);
  }

  @Test
  void gradientsAreTheUsers() {
    Tensor x = leaf(3, 4);
    Tensor y = leaf(1, 1);
    new Parabola().apply(x, y).sum().backward();
    assertArrayEquals(new double[] {6, 8}, Objects.requireNonNull(x.grad()).toDoubleArray());
    assertArrayEquals(new double[] {1, 1}, Objects.requireNonNull(y.grad()).toDoubleArray());
    GradCheck.check(in -> new Parabola().apply(in.get(0), in.get(1)), x, y);
    GradCheck.checkSecondOrder(in -> new Parabola().apply(in.get(0), in.get(1)).exp(), x, y);
  }

  @Test
  void forwardIsNotRecorded() {
    Tensor output = new Parabola().apply(Tensor.ones(2), Tensor.ones(2));
    assertFalse(output.requiresGrad());
  }

  @Test
  void anUnusedOutputHasGradientZero() {
    Tensor x = leaf(5);
    Tensor y = leaf(3);
    List<Tensor> outputs = new SumAndDifference().applyAll(x, y);
    assertEquals(8, outputs.get(0).item());
    outputs.get(1).mul(10).backward();
    assertEquals(10, Objects.requireNonNull(x.grad()).item());
    assertEquals(-10, Objects.requireNonNull(y.grad()).item());
  }

  @Test
  void anInputMayBeReturned() {
    Tensor x = leaf(2);
    new Identity(List.of(Tensor.of(new double[] {7}))).apply(x).backward();
    assertEquals(7, Objects.requireNonNull(x.grad()).item());
  }

  @Test
  void wrongGradientsAreNamed() {
    Tensor x = leaf(1, 2);
    String count =
        refusal(AutogradException.class, () -> new Identity(List.of()).apply(x).sum().backward());
    assertTrue(count.contains("Identity: backward returned 0 gradients for 1 inputs"), count);
    String shape =
        refusal(
            ShapeException.class,
            () -> new Identity(List.of(Tensor.ones(3))).apply(x).sum().backward());
    assertTrue(shape.contains("[3] for input 0 of shape [2]"), shape);
    String nothing =
        refusal(AutogradException.class, () -> new Forgetful() {}.apply(x).sum().backward());
    assertTrue(nothing.startsWith("dev.narae.FunctionTest$1: backward returned null"), nothing);
  }

  @Test
  void gradCheckFindsAWrongBackward() {
    Tensor x = leaf(1, 2);
    Identity wrong = new Identity(List.of(Tensor.of(new double[] {1, 1.5})));
    String error =
        refusal(AssertionError.class, () -> GradCheck.check(in -> wrong.apply(in.get(0)), x));
    assertTrue(error.startsWith("gradCheck: input 0 of shape [2], element"), error);
  }

  @Test
  void gradCheckWantsDoublePrecision() {
    String error =
        refusal(
            DTypeException.class,
            () -> GradCheck.check(List::getFirst, Tensor.ones(2).requiresGrad(true)));
    assertTrue(error.contains("f64"), error);
  }

  @Test
  void gradCheckRestoresItsInputs() {
    Tensor x = leaf(1, 2);
    GradCheck.check(in -> in.getFirst().sin(), x);
    assertArrayEquals(new double[] {1, 2}, x.toDoubleArray());
  }
}
