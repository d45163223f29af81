package dev.narae.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.narae.Autocast;
import dev.narae.DType;
import dev.narae.Device;
import dev.narae.Grad;
import dev.narae.Reduction;
import dev.narae.Shape;
import dev.narae.Tensor;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;

/**
 * Mixed precision: in which dtype operators run, and what PyTorch 2.13's {@code
 * torch.autocast("cpu", dtype)} computed for the same numbers.
 */
final class AutocastChecks {
  private static final List<DType> LOW = List.of(DType.BF16, DType.F16);
  private final OnDevice on;

  AutocastChecks(Device device) {
    this.on = new OnDevice(device);
  }

  Stream<DynamicNode> tests() {
    return Stream.of(
        on.test("autocast: answers of PyTorch in bf16", () -> network(BF16)),
        on.test("autocast: answers of PyTorch in f16", () -> network(F16)),
        on.test("autocast: the lower precision", AutocastChecks::lower),
        on.test("autocast: f32", AutocastChecks::wide),
        on.test("autocast: the widest", AutocastChecks::widest),
        on.test("autocast: as given", AutocastChecks::asGiven),
        on.test("autocast: f64 and integers stay", AutocastChecks::others));
  }

  /**
   * @param ulp the distance of 1 to the next number
   */
  private record Golden(
      DType dtype,
      double ulp,
      List<Double> linear,
      List<Double> added,
      double loss,
      double squares,
      List<Double> images,
      List<Double> weight,
      List<Double> bias) {}

  private static final Golden BF16 =
      new Golden(
          DType.BF16,
          0x1p-7,
          List.of(
              2.140625,
              -0.168945312,
              -0.064453125,
              -1.15625,
              0.87890625,
              -0.333984375,
              -0.1484375,
              0.435546875,
              -0.182617188,
              0.478515625,
              -0.141601562,
              -0.76953125,
              0.296875,
              0.158203125,
              -0.5625),
          List.of(
              0.890625,
              -1.25,
              -1.25,
              -1.25,
              -0.37109375,
              0.3125,
              0.3125,
              0.748046875,
              0.3125,
              0.791015625,
              -0.6875,
              -0.6875,
              -0.390625,
              -0.529296875,
              -0.6875),
          1.86698282,
          0.109941021,
          List.of(
              1.6796875,
              -0.137695312,
              -0.35546875,
              -0.79296875,
              -1.0078125,
              -0.163085938,
              -0.294921875,
              0.353515625,
              0.143554688,
              -0.2734375,
              -0.482421875,
              -0.4765625,
              0.14453125,
              0.26953125,
              0.39453125,
              0.64453125,
              0.76953125,
              0.25390625,
              -0.6171875,
              -1.015625,
              -0.55859375,
              0.359375,
              0.81640625,
              -0.216796875,
              0.462890625,
              1.5625,
              1.0625,
              0.0620117188,
              -0.4375,
              0.0220947266),
          List.of(
              -0.0747070312,
              0.484375,
              0.486328125,
              -0.197265625,
              0.3828125,
              -0.361328125,
              -0.3046875,
              -0.159179688,
              -0.0712890625,
              -0.0639648438,
              -0.118164062,
              0.0874023438,
              -0.0551757812,
              -0.0712890625,
              -0.107910156,
              0.08203125,
              -0.180664062,
              0.010559082,
              0.0434570312,
              0.186523438),
          List.of(-0.0068359375, -0.2265625, 0.217773438, 0.146484375, -0.131835938));

  private static final Golden F16 =
      new Golden(
          DType.F16,
          0x1p-10,
          List.of(
              2.14257812,
              -0.168701172,
              -0.064453125,
              -1.16015625,
              0.877441406,
              -0.334960938,
              -0.147827148,
              0.435546875,
              -0.181030273,
              0.479248047,
              -0.142333984,
              -0.767578125,
              0.294677734,
              0.157226562,
              -0.559570312),
          List.of(
              0.892578125,
              -1.25,
              -1.25,
              -1.25,
              -0.372558594,
              0.3125,
              0.3125,
              0.748046875,
              0.3125,
              0.791748047,
              -0.6875,
              -0.6875,
              -0.392822266,
              -0.530273438,
              -0.6875),
          1.86718786,
          0.109990068,
          List.of(
              1.68359375,
              -0.13684082,
              -0.355712891,
              -0.793457031,
              -1.01171875,
              -0.163085938,
              -0.293701172,
              0.352050781,
              0.143798828,
              -0.272949219,
              -0.481201172,
              -0.476074219,
              0.143798828,
              0.268798828,
              0.393798828,
              0.643554688,
              0.768554688,
              0.253173828,
              -0.618652344,
              -1.01464844,
              -0.556152344,
              0.360595703,
              0.818847656,
              -0.217773438,
              0.460693359,
              1.5625,
              1.0625,
              0.0625610352,
              -0.4375,
              0.0236053467),
          List.of(
              -0.0751953125,
              0.485595703,
              0.487304688,
              -0.197265625,
              0.381835938,
              -0.360839844,
              -0.3046875,
              -0.158569336,
              -0.0708007812,
              -0.0637817383,
              -0.118225098,
              0.087097168,
              -0.0551452637,
              -0.0711669922,
              -0.107727051,
              0.08203125,
              -0.180541992,
              0.0101776123,
              0.043182373,
              0.186645508),
          List.of(-0.00689697266, -0.225097656, 0.217895508, 0.146240234, -0.132080078));

  /** Numbers that both sides make: (i · factor mod modulus - half) / divisor. */
  private static Tensor numbers(int count, int factor, int modulus, float divisor, long... sizes) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (i * factor % modulus - modulus / 2) / divisor;
    }
    return Tensor.of(values, sizes);
  }

  private static void network(Golden golden) {
    Tensor x = numbers(12, 37, 41, 16, 3, 4);
    Tensor w = numbers(20, 29, 31, 24, 5, 4).requiresGrad(true);
    Tensor b = Tensor.of(new float[] {0.1f, -0.2f, 0.3f, -0.4f, 0.5f}).requiresGrad(true);
    Tensor loss;
    try (var _ = Autocast.to(golden.dtype)) {
      Tensor linear = x.linear(w, b);
      assertNear(golden.dtype, golden.linear, linear, golden.ulp);
      assertNear(DType.F32, golden.added, linear.relu().add(x.narrow(1, 0, 1)), golden.ulp);
      loss = linear.crossEntropy(Tensor.of(new long[] {1, 4, 0}));
      assertNear(DType.F32, List.of(golden.loss), loss, golden.ulp);
      Tensor squares = linear.mseLoss(x.matmul(w.t()));
      assertNear(DType.F32, List.of(golden.squares), squares, golden.ulp);
      Tensor images = x.reshape(1, 1, 3, 4).conv2d(w.reshape(5, 1, 2, 2), b);
      assertNear(golden.dtype, golden.images, images, golden.ulp);
    }
    List<Tensor> gradients = Grad.of(loss, w, b);
    assertNear(DType.F32, golden.weight, gradients.get(0), 2 * golden.ulp);
    assertNear(DType.F32, golden.bias, gradients.get(1), 2 * golden.ulp);
  }

  private static void assertNear(
      DType dtype, List<Double> expected, Tensor actual, double tolerance) {
    assertEquals(dtype, actual.dtype());
    double[] values = actual.toDoubleArray();
    assertEquals(expected.size(), values.length);
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(
          expected.get(i), values[i], tolerance * (Math.abs(expected.get(i)) + 0.25), "at " + i);
    }
  }

  private static Tensor matrix(DType dtype) {
    return numbers(9, 5, 7, 8, 3, 3).to(dtype);
  }

  /** The result's dtype under {@code low}, of what two tensors of the given dtypes make. */
  private static void check(
      DType low, DType expected, DType a, DType b, String what, BinaryOperator<Tensor> operator) {
    Tensor first = matrix(a).requiresGrad(true);
    Tensor second = matrix(b).requiresGrad(true);
    Tensor result = Autocast.with(low, () -> operator.apply(first, second));
    assertEquals(expected, result.dtype(), what);
    List<Tensor> gradients =
        Grad.of(
            List.of(result),
            List.of(first, second),
            Grad.Options.DEFAULT.withUpstream(Tensor.onesLike(result)).allowingUnused());
    assertEquals(a, gradients.get(0).dtype(), what);
    assertEquals(b, gradients.get(1).dtype(), what);
  }

  private static void check(DType low, DType expected, DType a, UnaryOperator<Tensor> operator) {
    check(low, expected, a, DType.F32, "of " + a, (x, _) -> operator.apply(x));
  }

  private static void lower() {
    for (DType low : LOW) {
      for (DType other : List.of(DType.F32, low)) {
        BinaryOperator<Tensor> image = (x, y) -> images(x).conv2d(images(y), null);
        BinaryOperator<Tensor> spread = (x, y) -> images(x).convTranspose2d(images(y), null);
        BinaryOperator<Tensor> sum = (x, y) -> x.narrow(0, 0, 1).addmm(x, y);
        check(low, low, DType.F32, other, "matmul", Tensor::matmul);
        check(low, low, DType.F32, other, "mm", Tensor::mm);
        check(low, low, DType.F32, other, "linear", Tensor::linear);
        check(low, low, DType.F32, other, "addmm", sum);
        check(low, low, DType.F32, other, "tensordot", (x, y) -> x.tensordot(y, 1));
        check(low, low, DType.F32, other, "einsum", (x, y) -> Tensor.einsum("ij,jk->ik", x, y));
        check(low, low, DType.F32, other, "conv2d", image);
        check(low, low, DType.F32, other, "convTranspose2d", spread);
        check(low, low, DType.F32, other, "prelu", (x, y) -> x.prelu(y.select(0, 0)));
        check(
            low,
            low,
            DType.F32,
            other,
            "attention",
            (x, y) -> x.scaledDotProductAttention(y, x.add(y)));
      }
    }
  }

  private static Tensor images(Tensor matrix) {
    return matrix.reshape(1, 1, 3, 3);
  }

  private static void wide() {
    Shape last = Shape.of(3);
    List<UnaryOperator<Tensor>> operators =
        List.of(
            x -> x.softmax(-1),
            x -> x.logSoftmax(0),
            Tensor::exp,
            Tensor::expm1,
            x -> x.abs().add(1).log(),
            x -> x.abs().add(1).log1p(),
            x -> x.abs().add(1).rsqrt(),
            x -> x.abs().add(1).reciprocal(),
            x -> x.pow(3.0),
            Tensor::softplus,
            Tensor::sinh,
            x -> x.sum(),
            x -> x.sum(1),
            x -> x.prod(0),
            x -> x.cumsum(0),
            x -> x.cumprod(1),
            x -> x.logsumexp(1),
            Tensor::norm,
            x -> x.norm(1, 0),
            x -> x.layerNorm(last, null, null, 1e-5),
            x -> x.rmsNorm(last, null, 1e-5),
            x -> x.unsqueeze(0).groupNorm(1, null, null, 1e-5));
    for (DType low : LOW) {
      for (UnaryOperator<Tensor> operator : operators) {
        check(low, DType.F32, low, operator);
        check(low, DType.F32, DType.F32, operator);
      }
      Tensor labels = Tensor.of(new long[] {0, 2, 1});
      check(low, DType.F32, low, x -> x.crossEntropy(labels));
      check(low, DType.F32, low, x -> x.logSoftmax(1).nllLoss(labels, Reduction.NONE));
      check(low, DType.F32, low, low, "mse", Tensor::mseLoss);
      check(low, DType.F32, low, low, "l1", (x, y) -> x.l1Loss(y, Reduction.NONE));
      check(low, DType.F32, low, low, "bce", (x, y) -> x.sigmoid().binaryCrossEntropy(y.sigmoid()));
      check(low, DType.F32, low, low, "logits", Tensor::binaryCrossEntropyWithLogits);
      check(low, DType.F32, low, low, "cdist", Tensor::cdist);
      check(low, DType.F32, low, low, "cosine", (x, y) -> x.cosineSimilarity(y, 1));
      check(low, DType.F32, low, low, "distance", Tensor::pairwiseDistance);
    }
  }

  private static void widest() {
    Tensor positions = Tensor.of(new long[] {0, 1, 2, 1, 0, 2, 2, 2, 0}, 3, 3);
    for (DType low : LOW) {
      for (DType other : List.of(DType.F32, low)) {
        check(low, other, low, other, "add", Tensor::add);
        check(low, other, low, other, "mul", Tensor::mul);
        check(low, other, low, other, "atan2", Tensor::atan2);
        check(low, other, low, other, "cat", (x, y) -> Tensor.cat(0, x, y));
        check(low, other, low, other, "stack", (x, y) -> Tensor.stack(0, x, y));
        check(low, other, low, other, "cross", (x, y) -> x.cross(y, 1));
        check(low, other, low, other, "dot", (x, y) -> x.select(0, 1).dot(y.select(0, 2)));
        check(low, other, low, other, "addcmul", (x, y) -> x.addcmul(y, y, 1));
        check(low, other, low, other, "scatterAdd", (x, y) -> x.scatterAdd(0, positions, y));
        check(low, other, other, low, "scatterAdd", (x, y) -> x.scatterAdd(0, positions, y));
      }
    }
  }

  private static void asGiven() {
    List<UnaryOperator<Tensor>> operators =
        List.of(
            Tensor::relu,
            Tensor::gelu,
            Tensor::tanh,
            Tensor::sigmoid,
            x -> x.mean(),
            x -> x.amax(0),
            x -> x.dropout(0.5),
            x -> images(x).maxPool2d(2),
            x -> images(x).avgPool2d(2),
            x -> x.batchNorm(null, null, 1e-5),
            x -> x.t());
    for (DType low : LOW) {
      for (UnaryOperator<Tensor> operator : operators) {
        check(low, low, low, operator);
        check(low, DType.F32, DType.F32, operator);
      }
      Tensor ones = Tensor.ones(3);
      check(low, low, low, x -> x.batchNorm(ones, ones, 1e-5));
    }
  }

  private static void others() {
    Tensor whole = Tensor.of(new long[] {1, 2, 3, 4}, 2, 2);
    for (DType low : LOW) {
      check(low, DType.F64, DType.F64, DType.F64, "matmul", Tensor::matmul);
      check(low, DType.F64, DType.F64, x -> x.softmax(0));
      assertArrayEquals(
          new long[] {7, 10, 15, 22}, Autocast.with(low, () -> whole.matmul(whole)).toLongArray());
      assertEquals(10, Autocast.with(low, () -> whole.sum()).toLong());
    }
  }
}
