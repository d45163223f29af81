package dev.narae.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.DType;
import dev.narae.Device;
import dev.narae.Grad;
import dev.narae.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;

/** Results and gradients as PyTorch computed them. */
final class GoldenChecks {
  /** How many cases have an operator here; it may only rise. */
  private static final int COVERED = 185;

  private static final double DOUBLE_TOLERANCE = 1e-9;
  private static final double SINGLE_TOLERANCE = 1e-4;

  /** PyTorch multiplies these in double precision by a sixth that is rounded to single. */
  private static final Set<String> ROUNDED = Set.of("hardsigmoid");

  private final OnDevice on;

  GoldenChecks(Device device) {
    this.on = new OnDevice(device);
  }

  Stream<DynamicNode> tests() {
    List<GoldenCase> covered =
        GoldenData.cases().stream().filter(c -> GoldenOps.find(c).isPresent()).toList();
    Stream<DynamicNode> count =
        Stream.of(
            on.test(
                "cases covered",
                () -> assertTrue(covered.size() >= COVERED, "only " + covered.size())));
    Stream<DynamicNode> cases =
        covered.stream()
            .flatMap(
                c ->
                    Stream.of(DType.F64, DType.F32)
                        .map(dtype -> on.test(c + " " + dtype, () -> check(c, dtype))));
    return Stream.concat(count, cases);
  }

  private static void check(GoldenCase golden, DType dtype) {
    List<Tensor> inputs = new ArrayList<>();
    for (int i = 0; i < golden.count("in"); i++) {
      inputs.add(tensor(golden.array("in" + i), dtype));
    }
    List<Tensor> tracked = new ArrayList<>();
    for (int input : golden.gradients()) {
      tracked.add(inputs.get(input).requiresGrad(true));
    }
    Tensor output = GoldenOps.find(golden).orElseThrow().run(inputs, extras(golden, dtype), golden);
    assertEquals(1, golden.count("out"));
    boolean exact = dtype == DType.F64 && !ROUNDED.contains(golden.op());
    double tolerance = exact ? DOUBLE_TOLERANCE : SINGLE_TOLERANCE;
    assertNear(golden.array("out0").values(), output, tolerance, "result");
    if (!tracked.isEmpty()) {
      Tensor upstream = tensor(golden.array("up0"), dtype);
      List<Tensor> gradients =
          Grad.of(
              List.of(output),
              tracked,
              Grad.Options.DEFAULT.withUpstream(upstream).allowingUnused());
      for (int k = 0; k < tracked.size(); k++) {
        String name = "grad" + golden.gradients().get(k);
        assertNear(golden.array(name).values(), gradients.get(k), tolerance, name);
      }
    }
  }

  private static Map<String, Tensor> extras(GoldenCase golden, DType dtype) {
    Map<String, Tensor> extras = new HashMap<>();
    golden
        .arrays()
        .forEach(
            (name, saved) -> {
              if ("extra".equals(golden.arguments().get(name))) {
                extras.put(name, tensor(saved, dtype));
              }
            });
    return extras;
  }

  /** Floating arrays in the dtype under test, others as they are. */
  private static Tensor tensor(GoldenData.Saved saved, DType dtype) {
    return Tensors.dense(saved.values(), saved.dtype().isFloating() ? dtype : saved.dtype());
  }

  /** Relative to each number, or to the largest where numbers cancel out to something small. */
  private static void assertNear(Values expected, Tensor actual, double relative, String what) {
    assertEquals(expected.shape(), actual.shape(), "shape of " + what);
    double largest = 0;
    for (double e : expected.data()) {
      largest = Math.max(largest, Math.abs(e));
    }
    double[] numbers = actual.toDoubleArray();
    for (int i = 0; i < numbers.length; i++) {
      double e = expected.data()[i];
      double allowed = relative * Math.max(Math.abs(e), 1e-2 * largest) + 1e-6 * relative;
      assertEquals(e, numbers[i], allowed, what + ", element " + i);
    }
  }
}
