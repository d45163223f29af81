package dev.narae.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.ClosedTensorException;
import dev.narae.ConvOptions;
import dev.narae.DType;
import dev.narae.Generator;
import dev.narae.Grad;
import dev.narae.PadMode;
import dev.narae.Shape;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What layers compute, against loops in plain Java, and what they refuse. */
class LayerTest {
  @BeforeEach
  void seed() {
    Generator.manualSeed(3);
  }

  @Test
  void linearIsASumOfProducts() {
    Linear linear = new Linear(3, 2);
    Tensor x = Tensor.randn(4, 3);
    double[] in = x.toDoubleArray();
    double[] w = linear.weight().tensor().toDoubleArray();
    double[] b = State.of(linear, "bias").toDoubleArray();
    double[] expected = new double[8];
    for (int row = 0; row < 4; row++) {
      for (int out = 0; out < 2; out++) {
        double sum = b[out];
        for (int k = 0; k < 3; k++) {
          sum += in[row * 3 + k] * w[out * 3 + k];
        }
        expected[row * 2 + out] = sum;
      }
    }
    assertArrayEquals(expected, linear.call(x).toDoubleArray(), 1e-6);
  }

  @Test
  void convolutionSlidesItsKernel() {
    Conv2d conv = new Conv2d(1, 1, 2, ConvOptions.DEFAULT.stride(2, 2).padding(1, 1));
    conv.loadStateDict(
        Map.of(
            "weight", Tensor.of(new float[] {1, 2, 3, 4}, 1, 1, 2, 2),
            "bias", Tensor.of(new float[] {10})));
    Tensor x = Tensor.of(new float[] {1, 2, 3, 4}, 1, 1, 2, 2);
    Tensor y = conv.call(x);
    assertEquals(Shape.of(1, 1, 2, 2), y.shape());
    assertArrayEquals(new float[] {14, 16, 16, 14}, y.toFloatArray());
  }

  @Test
  void maxPoolingTakesTheLargest() {
    Tensor x = Tensor.arange(16).to(DType.F32).reshape(1, 1, 4, 4);
    assertArrayEquals(new float[] {5, 7, 13, 15}, new MaxPool2d(2).call(x).toFloatArray());
    assertArrayEquals(new float[] {5, 7, 13, 15}, new MaxPool2d(3, 2, 1).call(x).toFloatArray());
  }

  @Test
  void flattenKeepsTheBatch() {
    assertEquals(Shape.of(2, 12), new Flatten().call(Tensor.zeros(2, 3, 4)).shape());
    assertEquals(Shape.of(6, 4), new Flatten(0, 1).call(Tensor.zeros(2, 3, 4)).shape());
  }

  @Test
  void dropoutZeroesSomeAndScalesTheRest() {
    Tensor kept = new Dropout(0.25).call(Tensor.ones(100_000));
    double zeros = kept.eq(0.0).sum().item() / 100_000;
    assertEquals(0.25, zeros, 0.01);
    assertTrue(kept.eq(0.0).logicalOr(kept.sub(1 / 0.75).abs().lt(1e-6)).all().item() == 1);
  }

  @Test
  void dropoutDrawsAnewInEachCall() {
    Dropout dropout = new Dropout();
    Tensor x = Tensor.ones(64);
    assertFalse(dropout.call(x).eq(dropout.call(x)).all().item() == 1);
  }

  @Test
  void dropout2dZeroesWholeChannels() {
    Tensor y = new Dropout2d(0.5).call(Tensor.ones(50, 20, 3, 3));
    Tensor sums = y.sum(2, 3);
    assertTrue(sums.eq(0.0).logicalOr(sums.sub(18).abs().lt(1e-4)).all().item() == 1);
    assertEquals(0.5, sums.eq(0.0).sum().item() / 1000, 0.06);
    Tensor lines = new Dropout2d(0.5).call(Tensor.ones(50, 20, 9)).sum(2);
    assertTrue(lines.eq(0.0).logicalOr(lines.sub(18).abs().lt(1e-4)).all().item() == 1);
    assertEquals(0.5, lines.eq(0.0).sum().item() / 1000, 0.06);
  }

  @Test
  void dropoutLetsEverythingThroughInEvaluation() {
    Tensor x = Tensor.randn(2, 3, 4, 4);
    for (Layer layer : List.of(new Dropout(0.9), new Dropout2d(0.9))) {
      layer.eval();
      assertSame(x, layer.call(x));
    }
  }

  @Test
  void hooksSeeEachCallUntilTheyAreClosed() {
    Linear linear = new Linear(3, 2);
    List<Shape> seen = new ArrayList<>();
    try (var _ = linear.onForward((_, input, output) -> seen.addAll(shapes(input, output)))) {
      Tensor unused = linear.call(Tensor.zeros(4, 3));
      assertEquals(Shape.of(4, 2), unused.shape());
    }
    Tensor unseen = linear.call(Tensor.zeros(5, 3));
    assertEquals(Shape.of(5, 2), unseen.shape());
    assertEquals(List.of(Shape.of(4, 3), Shape.of(4, 2)), seen);
  }

  private static List<Shape> shapes(Tensor... tensors) {
    return Arrays.stream(tensors).map(Tensor::shape).toList();
  }

  @Test
  void callsWithoutGradientsReleaseWhatLiesBetween() {
    List<Tensor> between = new ArrayList<>();
    Linear first = new Linear(3, 4);
    Sequential network = new Sequential(first, new ReLU(), new Linear(4, 2));
    first.onForward((_, _, output) -> between.add(output));
    Tensor x = Tensor.randn(2, 3);
    Tensor expected = network.call(x);
    assertFalse(between.getFirst().isClosed());
    Tensor y = Grad.noGrad(() -> network.call(x));
    assertArrayEquals(expected.toFloatArray(), y.toFloatArray());
    assertThrows(ClosedTensorException.class, between.getLast()::toFloatArray);
  }

  @Test
  void aPaddingThatMirrorsMustFitIntoTheInput() {
    Conv2d layer = new Conv2d(1, 1, 3, ConvOptions.DEFAULT.padding(2).padMode(PadMode.REFLECT));
    assertEquals(
        "pad: amounts 2 and 2 at dimension 2 of shape [1, 1, 2, 5]; REFLECT can pad it by 1 at"
            + " most",
        assertThrows(ShapeException.class, () -> layer.call(Tensor.zeros(1, 1, 2, 5)))
            .getMessage());
    assertTrue(layer.toString().endsWith(", bias=true, padMode=REFLECT)"), layer.toString());
  }

  /** Numbers that PyTorch 2.13 returned: it adds the distance from 1 to the next number. */
  @Test
  void whatRmsNormAddsDependsOnTheDtype() {
    RMSNorm norm = new RMSNorm(2);
    Tensor single = Tensor.of(new float[] {1e-4f, 1e-4f});
    assertEquals(0.27819743752479553, norm.call(single).min().item(), 1e-7);
    assertEquals(0.279296875, norm.call(single.to(DType.BF16)).min().item(), 2e-3);
    norm.to(DType.F64);
    Tensor tiny = Tensor.of(new double[] {1e-8, 1e-8});
    assertEquals(0.5572396182109504, norm.call(tiny).min().item(), 1e-12);
  }

  @Test
  void impossibleSizesAreRefused() {
    assertMessage("Linear: inputs is 0; it must be at least 1", () -> new Linear(0, 3));
    assertMessage(
        "Conv2d: the kernel's height is -1; it must be at least 1", () -> new Conv2d(1, 1, -1));
    assertMessage(
        "Conv2d: 2 groups must divide the 3 input and 4 output channels",
        () -> new Conv2d(3, 4, 3, ConvOptions.DEFAULT.groups(2)));
    assertMessage(
        "Conv2d: the padding is -1×0; it must be 0 or more",
        () -> new Conv2d(3, 4, 3, ConvOptions.DEFAULT.padding(-1, 0)));
    assertMessage(
        "Conv2d: the stride's width is 0; it must be at least 1",
        () -> new Conv2d(3, 4, 3, ConvOptions.DEFAULT.stride(1, 0)));
    assertMessage(
        "ConvTranspose2d: the padding mode is REFLECT; a transposed convolution cuts its padding"
            + " off and knows CONSTANT only",
        () -> new ConvTranspose2d(3, 4, 3, ConvOptions.DEFAULT.padMode(PadMode.REFLECT)));
    assertMessage(
        "MaxPool2d: padding 2×2 is more than half of the kernel 3×3; make it smaller",
        () -> new MaxPool2d(3, 1, 2));
    assertMessage("Dropout: the probability is 1.5; it must lie in [0, 1]", () -> new Dropout(1.5));
    assertMessage(
        "Dropout2d: the probability is NaN; it must lie in [0, 1]",
        () -> new Dropout2d(Double.NaN));
  }

  private static void assertMessage(String message, Executable action) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, action).getMessage());
  }
}
