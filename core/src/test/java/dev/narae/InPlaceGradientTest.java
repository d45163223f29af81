package dev.narae;

import static dev.narae.Refusals.refusal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Gradients through changes of a tensor's own memory, of its views and of what it is a view of. */
final class InPlaceGradientTest {

  private static Tensor leaf(double... values) {
    return Tensor.of(values).requiresGrad(true);
  }

  private static double[] grad(Tensor leaf) {
    return Objects.requireNonNull(leaf.grad()).toDoubleArray();
  }

  @Test
  void aChangeIsPartOfTheHistory() {
    Tensor x = leaf(1, 2);
    Tensor y = x.mul(3);
    y.addInPlace(x).mulInPlace(2);
    assertArrayEquals(new double[] {8, 16}, y.toDoubleArray());
    y.sum().backward();
    assertArrayEquals(new double[] {8, 8}, grad(x));
  }

  @Test
  void theOldValueIsKeptWhereTheGradientReadsIt() {
    Tensor x = leaf(2);
    Tensor w = leaf(5);
    Tensor y = x.mul(3);
    y.mulInPlace(w);
    y.backward();
    assertArrayEquals(new double[] {15}, grad(x));
    assertArrayEquals(new double[] {6}, grad(w));
  }

  @Test
  void aTensorTimesItself() {
    Tensor x = leaf(3);
    Tensor y = x.mul(1);
    y.mulInPlace(y);
    y.backward();
    assertArrayEquals(new double[] {6}, grad(x));
  }

  @Test
  void whatWasComputedBeforeKeepsItsHistory() {
    Tensor x = leaf(1, 2);
    Tensor y = x.mul(3);
    Tensor before = y.add(0);
    y.mulInPlace(10);
    before.add(y).sum().backward();
    assertArrayEquals(new double[] {33, 33}, grad(x));
  }

  @Test
  void aFilledTensorHasNoGradientLeft() {
    Tensor x = leaf(1, 2);
    Tensor y = x.mul(3).fill(7.0);
    assertTrue(y.requiresGrad());
    y.sum().backward();
    assertArrayEquals(new double[] {0, 0}, grad(x));
  }

  @Test
  void aBufferBecomesTrackedThroughWhatIsWrittenIntoIt() {
    Tensor x = leaf(1, 2);
    Tensor buffer = Tensor.zeros(Shape.of(3, 2), DType.F64);
    for (int i = 0; i < 3; i++) {
      buffer.select(0, i).copyFrom(x.mul((double) i));
    }
    assertTrue(buffer.requiresGrad());
    assertFalse(buffer.isLeaf());
    assertArrayEquals(new double[] {0, 0, 1, 2, 2, 4}, buffer.toDoubleArray());
    buffer.square().sum().backward();
    assertArrayEquals(new double[] {10, 20}, grad(x));
  }

  @Test
  void aChangeOfAViewChangesTheBaseAndItsOtherViews() {
    Tensor x = leaf(1, 2, 3, 4);
    Tensor y = x.mul(1);
    Tensor other = y.narrow(0, 1, 2);
    y.narrow(0, 2, 2).mulInPlace(10);
    assertArrayEquals(new double[] {2, 30}, other.toDoubleArray());
    other.mul(Tensor.of(new double[] {1, 5})).sum().backward(true);
    assertArrayEquals(new double[] {0, 1, 50, 0}, grad(x));
    x.zeroGrad();
    y.sum().backward();
    assertArrayEquals(new double[] {1, 1, 10, 10}, grad(x));
  }

  @Test
  void aChangeOfTheBaseReachesItsViews() {
    Tensor x = leaf(1, 2, 3, 4);
    Tensor y = x.mul(1);
    Tensor last = y.reshape(2, 2).t().select(1, 1);
    y.mulInPlace(7);
    last.sum().backward();
    assertArrayEquals(new double[] {0, 0, 7, 7}, grad(x));
  }

  @Test
  void anExpandedViewAddsUpAfterAChangeOfItsBase() {
    Tensor x = leaf(1, 2);
    Tensor y = x.mul(1);
    Tensor rows = y.expand(3, 2);
    y.mulInPlace(5);
    rows.sum().backward();
    assertArrayEquals(new double[] {15, 15}, grad(x));
  }

  @Test
  void permutedAndStridedBases() {
    Tensor whole = Tensor.zeros(Shape.of(4, 6), DType.F64);
    Tensor base = whole.t().slice(0, 1, 6, 2).detach();
    Tensor x = leaf(1, 2, 3, 4);
    base.select(0, 1).copyFrom(x);
    Tensor column = base.select(1, 2);
    column.mulInPlace(x.select(0, 0).add(1));
    assertArrayEquals(new double[] {0, 6, 0}, column.toDoubleArray());
    base.mul(base).sum().backward();
    assertArrayEquals(new double[] {2 + 2 * 6 * 3, 4, 6 * 4, 8}, grad(x));
  }

  @Test
  void secondOrderThroughChangesAndViews() {
    Tensor x = Tensor.of(new double[] {0.5, -1.2, 0.8, 1.7, -0.3, 0.9}, 2, 3).requiresGrad(true);
    Tensor w = leaf(0.7, -0.4, 1.1);
    GradCheck.Subject program =
        inputs -> {
          Tensor y = inputs.get(0).mul(1.5);
          Tensor row = y.select(0, 1);
          Tensor repeated = y.select(0, 0).expand(2, 3);
          row.mulInPlace(inputs.get(1)).divInPlace(inputs.get(1).add(3));
          y.t().slice(0, 0, 3, 2).addInPlace(inputs.get(1).narrow(0, 0, 2).unsqueeze(1).sin());
          y.mulInPlace(y).tanhInPlace();
          return row.mul(repeated).add(y);
        };
    GradCheck.check(program, x, w);
    GradCheck.checkSecondOrder(program, x, w);
  }

  @Test
  void everyChangeDifferentiatesTwice() {
    Tensor x = leaf(0.5, 1.2, 0.8);
    Tensor z = leaf(1.7, 0.6, 0.9);
    Tensor mask = Tensor.of(new boolean[] {true, false, false});
    List<GradCheck.Subject> changes =
        List.of(
            t -> t.get(0).mul(2).addInPlace(t.get(1), 0.5),
            t -> t.get(0).mul(2).subInPlace(t.get(1)).square(),
            t -> t.get(0).mul(2).mulInPlace(t.get(1)),
            t -> t.get(0).mul(2).divInPlace(t.get(1)).divInPlace(3),
            t -> t.get(0).mul(2).powInPlace(3).negInPlace(),
            t -> t.get(0).mul(2).expInPlace(),
            t -> t.get(0).mul(2).logInPlace(),
            t -> t.get(0).mul(2).sqrtInPlace(),
            t -> t.get(0).mul(2).sigmoidInPlace().mul(t.get(0)),
            t -> t.get(0).mul(2).reluInPlace().square(),
            t -> t.get(0).sub(1).absInPlace().square(),
            t -> t.get(0).square().clampInPlace(0.3, 1.0),
            t -> t.get(0).square().maskedFillInPlace(mask, 4).mul(t.get(1)),
            t -> t.get(0).square().copyFrom(t.get(1).square()).mul(t.get(0)),
            t -> t.get(0).square().zero().add(t.get(1)));
    for (GradCheck.Subject change : changes) {
      GradCheck.check(change, x, z);
      GradCheck.checkSecondOrder(change, x, z);
    }
  }

  @Test
  void randomFillsCutTheHistory() {
    Tensor x = leaf(1, 2);
    x.mul(2).uniformInPlace(3, 4).sum().backward();
    x.mul(2).normalInPlace(0, 1).sum().backward();
    x.mul(2).bernoulliInPlace(0.5).sum().backward();
    assertArrayEquals(new double[] {0, 0}, grad(x));
  }

  @Test
  void leavesChangeWithoutRecordingOnly() {
    Tensor x = leaf(1, 2);
    String error = refusal(AutogradException.class, () -> x.mulInPlace(2));
    assertEquals(
        "mulInPlace: the tensor of shape [2] is a leaf that requires a gradient, and the change"
            + " would destroy the value its gradient belongs to; do it inside Grad.noGrad(), or use"
            + " an operation that returns a new tensor",
        error);
    String view = refusal(AutogradException.class, () -> x.narrow(0, 0, 1).zero());
    assertTrue(view.startsWith("fill: the tensor of shape [1] is a view of a leaf"), view);
    try (var _ = Grad.noGrad()) {
      x.mulInPlace(2);
      x.narrow(0, 0, 1).zero();
    }
    assertTrue(x.isLeaf());
    assertArrayEquals(new double[] {0, 4}, x.toDoubleArray());
  }

  @Test
  void aViewFromWithoutRecordingIsNotChangedWithIt() {
    Tensor x = leaf(1, 2);
    Tensor y = x.mul(2);
    Tensor view = Grad.noGrad(() -> y.narrow(0, 0, 1));
    String error = refusal(AutogradException.class, () -> view.addInPlace(x.narrow(0, 0, 1)));
    assertTrue(error.contains("was taken inside Grad.noGrad()"), error);
  }

  @Test
  void aResultThatSharesItsFunctionsInputIsNotChanged() {
    Function identity =
        new Function() {
          @Override
          protected List<Tensor> forward(Context context, List<Tensor> inputs) {
            return List.of(inputs.getFirst().narrow(0, 0, 1));
          }

          @Override
          protected List<@Nullable Tensor> backward(Context context, List<Tensor> upstream) {
            return List.of(upstream.getFirst().expand(2).mul(100));
          }
        };
    Tensor x = leaf(1, 2);
    Tensor y = x.mul(1);
    Tensor z = identity.apply(y);
    String error = refusal(AutogradException.class, () -> z.mulInPlace(3));
    assertTrue(error.contains("an input that a Function returned"), error);
    y.mulInPlace(3);
    z.backward(Tensor.of(new double[] {1}));
    assertArrayEquals(new double[] {100, 100}, grad(x));
  }

  @Test
  void aViewOfAnExpandedTensorIsNotChanged() {
    Tensor x = leaf(1);
    Tensor rows = Tensor.zeros(Shape.of(1), DType.F64).expand(3).detach();
    String error = refusal(AutogradException.class, () -> rows.narrow(0, 0, 1).addInPlace(x));
    assertTrue(error.contains("a view of one of shape [3] that was expanded"), error);
  }

  @Test
  void savedValuesThatChangedAreRefused() {
    Tensor x = leaf(1, 2);
    Tensor y = x.mul(1);
    Tensor z = y.exp();
    z.narrow(0, 0, 1).mulInPlace(2);
    String error = refusal(AutogradException.class, () -> z.sum().backward());
    assertEquals(
        "backward of exp: its output 0 [2] was modified in place after the forward call (version 1,"
            + " expected 0); use an operation that returns a new tensor, or modify a copy",
        error);
    Tensor v = y.square();
    y.addInPlace(1);
    assertTrue(
        refusal(AutogradException.class, () -> v.sum().backward())
            .startsWith("backward of square: its input 0 [2] was modified"));
  }

  @Test
  void aGradientThatReadsTheResultRefusesALaterChange() {
    Tensor x = leaf(0.5);
    Tensor y = x.mul(1).expInPlace();
    y.tanhInPlace();
    assertTrue(
        refusal(AutogradException.class, y::backward)
            .startsWith("backward of expInPlace: its output 0 [1]"));
  }

  @Test
  void fractionsDoNotGoIntoIntegers() {
    Tensor whole = Tensor.of(new int[] {1, 2});
    String error = refusal(DTypeException.class, () -> whole.mulInPlace(0.5));
    assertEquals(
        "mulInPlace: the result is f32 and does not fit into a tensor of i32; convert the tensor"
            + " first, or use an operation that returns a new one",
        error);
    assertArrayEquals(new long[] {3, 6}, whole.mulInPlace(3).toLongArray());
    assertTrue(
        refusal(DTypeException.class, () -> whole.normalInPlace(0, 1)).startsWith("normalInPlace"));
  }

  @Test
  void keptGradientsFollowTheValueAndHooksStayWithIt() {
    Tensor x = leaf(2);
    Tensor y = x.mul(3).retainGrad();
    List<Double> seen = new ArrayList<>();
    Hook hook =
        y.registerHook(
            gradient -> {
              seen.add(gradient.item());
              return gradient;
            });
    y.mulInPlace(5);
    y.mul(7).backward(true);
    assertArrayEquals(new double[] {7}, grad(y));
    assertEquals(List.of(35.0), seen);
    assertArrayEquals(new double[] {105}, grad(x));
    hook.remove();
    y.backward();
    assertEquals(List.of(35.0), seen);
  }

  @Test
  void aViewThatIsALeafOfItsOwn() {
    Tensor buffer = Tensor.ones(Shape.of(3), DType.F64);
    Tensor part = buffer.narrow(0, 0, 1).requiresGrad(true);
    Tensor x = leaf(2);
    buffer.narrow(0, 1, 1).mulInPlace(x);
    assertTrue(part.isLeaf());
    part.mul(3).add(buffer.sum()).backward();
    assertArrayEquals(new double[] {3}, grad(part));
    assertArrayEquals(new double[] {1}, grad(x));
    assertFalse(part.requiresGrad(false).requiresGrad());
    buffer.mulInPlace(1);
    assertTrue(part.requiresGrad());
  }

  @Test
  void detachedTensorsShareTheVersionButNoHistory() {
    Tensor x = leaf(1, 2);
    Tensor y = x.mul(2);
    Tensor squares = y.square();
    Tensor detached = y.detach();
    detached.zero();
    assertFalse(detached.requiresGrad());
    y.sum().backward(true);
    assertArrayEquals(new double[] {2, 2}, grad(x));
    assertTrue(
        refusal(AutogradException.class, () -> squares.sum().backward()).contains("modified"));
    assertNull(detached.grad());
  }
}
