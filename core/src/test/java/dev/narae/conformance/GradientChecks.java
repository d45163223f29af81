package dev.narae.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.narae.DType;
import dev.narae.Device;
import dev.narae.Grad;
import dev.narae.GradCheck;
import dev.narae.Shape;
import dev.narae.Tensor;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;

/** The gradients of every operator against finite differences and the reference backend. */
final class GradientChecks {
  /** Differences need two evaluations a number, so large samples are left out. */
  private static final int MOST_NUMBERS = 48;

  /** A gradient is longer than the operator it belongs to: rounding adds up. */
  private static final double ROUNDING = 10;

  /** The computation in F32 adds nothing to speak of to what rounding the results costs. */
  private static final double HALF_ROUNDING = 2;

  private final OnDevice on;

  GradientChecks(Device device) {
    this.on = new OnDevice(device);
  }

  Stream<DynamicNode> byDifferences() {
    return differentiable(1).map(op -> on.test(op.name(), () -> differences(op, false)));
  }

  Stream<DynamicNode> secondOrder() {
    return differentiable(2).map(op -> on.test(op.name(), () -> differences(op, true)));
  }

  private static Stream<OpCase> differentiable(int times) {
    return OpCases.selected().stream().filter(op -> op.traits().order() >= times);
  }

  private static void differences(OpCase op, boolean second) {
    int checked = 0;
    for (int i = 0; i < op.samples().size(); i++) {
      if (Samples.size(op, i) > 0 && Samples.size(op, i) <= MOST_NUMBERS) {
        List<Values> values = Samples.values(op, i, DType.F64);
        List<Tensor> inputs = Samples.dense(op, i, values, DType.F64);
        Samples.track(op, i, inputs);
        Tensor[] array = inputs.toArray(Tensor[]::new);
        if (second) {
          GradCheck.checkSecondOrder(op.subject(), array);
        } else {
          GradCheck.check(op.subject(), array);
        }
        checked++;
      }
    }
    if (checked == 0) {
      throw new AssertionError(op.name() + " has no sample small enough for finite differences");
    }
  }

  Stream<DynamicNode> asOnReference() {
    return differentiable(1)
        .flatMap(
            op ->
                OpCase.FLOATING.stream()
                    .filter(op.traits().dtypes()::contains)
                    .map(dtype -> on.test(op.name() + " " + dtype, () -> asReference(op, dtype))));
  }

  private static void asReference(OpCase op, DType dtype) {
    if (dtype.isHalf()) {
      asReference(op, dtype, Samples.typical(op, MOST_NUMBERS), HALF_ROUNDING);
      return;
    }
    for (int i = 0; i < op.samples().size(); i++) {
      asReference(op, dtype, i, ROUNDING);
    }
  }

  private static void asReference(OpCase op, DType dtype, int sample, double rounding) {
    Placement[] placements = Placement.values();
    Placement first = placements[sample % placements.length];
    List<Values> values = Samples.prepared(Samples.values(op, sample, dtype), first);
    List<Values> expected =
        Device.with(
            OnDevice.REFERENCE,
            () -> gradients(op, sample, Samples.dense(op, sample, values, DType.F64)));
    List<Values> actual = gradients(op, sample, Samples.placed(op, sample, values, dtype, first));
    for (int k = 0; k < expected.size(); k++) {
      double tolerance = rounding * op.traits().tolerance(dtype);
      String what = "gradient %d of sample %d".formatted(k, sample);
      Tensors.assertClose(expected.get(k).as(dtype), actual.get(k), tolerance, what);
    }
  }

  private static List<Values> gradients(OpCase op, int sample, List<Tensor> inputs) {
    List<Tensor> tracked = Samples.track(op, sample, inputs);
    Tensor output = OnDevice.withoutDefault(() -> op.subject().apply(inputs));
    Tensor upstream = Tensors.dense(ramp(output.shape()), output.dtype());
    Grad.Options options = Grad.Options.DEFAULT.withUpstream(upstream).allowingUnused();
    List<Tensor> gradients =
        OnDevice.withoutDefault(() -> Grad.of(List.of(output), tracked, options));
    for (int k = 0; k < tracked.size(); k++) {
      assertEquals(tracked.get(k).dtype(), gradients.get(k).dtype());
    }
    return gradients.stream().map(Tensors::read).toList();
  }

  /** Different weights, exact in F32, so that no error cancels. */
  private static Values ramp(Shape shape) {
    double[] data = new double[Math.toIntExact(shape.size())];
    for (int i = 0; i < data.length; i++) {
      data[i] = 0.5 + i * 37 % 64 / 32.0;
    }
    return new Values(shape, data);
  }
}
