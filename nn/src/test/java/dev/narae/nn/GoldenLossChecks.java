package dev.narae.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.narae.ClassLossOptions;
import dev.narae.DType;
import dev.narae.Device;
import dev.narae.Reduction;
import dev.narae.Tensor;
import dev.narae.conformance.GoldenData;
import dev.narae.conformance.OnDevice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;

/** Losses in every reduction, and their gradients, as PyTorch computed them. */
final class GoldenLossChecks {
  private static final double REST = 1e-6;

  private final OnDevice on;
  private final Map<String, Tensor> arrays = GoldenData.arrays("data.npz");

  GoldenLossChecks(Device device) {
    this.on = new OnDevice(device);
  }

  /**
   * A golden case.
   *
   * @param id its number
   * @param name of the loss
   * @param call from the input and the target to the loss
   */
  private record Case(String id, String name, BinaryOperator<Tensor> call) {
    @Override
    public String toString() {
      return id + " " + name;
    }
  }

  Stream<DynamicNode> tests() {
    return Stream.of(DType.F64, DType.F32)
        .flatMap(
            dtype -> cases().stream().map(c -> on.test(c + " " + dtype, () -> agrees(c, dtype))));
  }

  /** The modules are made in the test, on its device. */
  private List<Case> cases() {
    List<Case> cases = new ArrayList<>(reduced(Reduction.MEAN, 204));
    cases.addAll(reduced(Reduction.SUM, 212));
    cases.addAll(reduced(Reduction.NONE, 220));
    ClassLossOptions smooth = ClassLossOptions.DEFAULT.labelSmoothing(0.1);
    ClassLossOptions ignoring = ClassLossOptions.DEFAULT.ignoreIndex(-100);
    cases.add(
        loss(
            228,
            "CrossEntropyLoss",
            x -> new CrossEntropyLoss(smooth.weight(array("0228.weight", x.dtype())))));
    cases.add(loss(229, "CrossEntropyLoss", _ -> new CrossEntropyLoss(ignoring)));
    cases.add(loss(230, "CrossEntropyLoss", _ -> new CrossEntropyLoss()));
    cases.add(new Case("0231", "BCELoss", (x, y) -> new BCELoss().call(x.sigmoid(), y)));
    return cases;
  }

  private static List<Case> reduced(Reduction reduction, int first) {
    return List.of(
        loss(first, "CrossEntropyLoss", _ -> new CrossEntropyLoss(reduction)),
        new Case(
            id(first + 1),
            "NLLLoss",
            (x, labels) -> new NLLLoss(reduction).call(x.logSoftmax(1), labels)),
        loss(first + 2, "MSELoss", _ -> new MSELoss(reduction)),
        loss(first + 3, "L1Loss", _ -> new L1Loss(reduction)),
        loss(first + 4, "HuberLoss", _ -> new HuberLoss(0.6, reduction)),
        loss(first + 5, "SmoothL1Loss", _ -> new SmoothL1Loss(0.6, reduction)),
        loss(first + 6, "BCEWithLogitsLoss", _ -> new BCEWithLogitsLoss(reduction)),
        new Case(
            id(first + 7),
            "KLDivLoss",
            (x, y) -> new KLDivLoss(reduction, false).call(x.logSoftmax(1), y.softmax(1))));
  }

  private static Case loss(int number, String name, Function<Tensor, Loss> make) {
    return new Case(id(number), name, (x, target) -> make.apply(x).call(x, target));
  }

  private static String id(int number) {
    return "0" + number;
  }

  private void agrees(Case c, DType dtype) {
    Tensor x = array(c.id + ".in0", dtype).requiresGrad(true);
    boolean labels = arrays.containsKey(c.id + ".target");
    Tensor target =
        labels
            ? array(c.id + ".target", DType.I64)
            : array(c.id + ".in1", dtype).requiresGrad(true);
    Tensor loss = c.call.apply(x, target);
    assertNear(c.id + ".out0", loss);
    loss.backward(array(c.id + ".up0", dtype));
    assertNear(c.id + ".grad0", Objects.requireNonNull(x.grad()));
    if (!labels) {
      assertNear(c.id + ".grad1", Objects.requireNonNull(target.grad()));
    }
  }

  private void assertNear(String name, Tensor actual) {
    Tensor expected = array(name, DType.F64);
    if (actual.dtype() == DType.F64) {
      assertEquals(expected.shape(), actual.shape());
      assertArrayEquals(expected.toDoubleArray(), actual.toDoubleArray(), 1e-12, name);
    } else {
      Near.of(actual.dtype(), REST).check(expected, actual, name);
    }
  }

  private Tensor array(String name, DType dtype) {
    Tensor saved = Objects.requireNonNull(arrays.get(name), name);
    return Tensor.of(saved.to(DType.F64).toDoubleArray()).reshape(saved.shape().dims()).to(dtype);
  }
}
