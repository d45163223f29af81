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
  private static final int COVERED = 271;

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
    List<GoldenCase> chosen = covered.stream().filter(c -> Selection.has(c.op())).toList();
    Stream<DynamicNode> count =
        Stream.of(
            on.test(
                "cases covered",
                () -> assertTrue(covered.size() >= COVERED, "only " + covered.size())));
    Stream<DynamicNode> cases =
        chosen.stream()
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
    List<Tensor> outputs =
        GoldenOps.find(golden).orElseThrow().run(inputs, extras(golden, dtype), golden);
    assertEquals(golden.count("out"), outputs.size(), "number of results");
    boolean exact = dtype == DType.F64 && !ROUNDED.contains(golden.op());
    double tolerance = exact ? DOUBLE_TOLERANCE : SINGLE_TOLERANCE;
    for (int k = 0; k < outputs.size(); k++) {
      assertNear(golden.array("out" + k).values(), outputs.get(k), tolerance, "result " + k);
    }
    if (!tracked.isEmpty()) {
      checkGradients(golden, dtype, outputs, tracked, tolerance);
    }
  }

  /** Only floating results have an upstream gradient. */
  private static void checkGradients(
      GoldenCase golden,
      DType dtype,
      List<Tensor> outputs,
      List<Tensor> tracked,
      double tolerance) {
    List<Tensor> floating = new ArrayList<>();
    List<Tensor> upstream = new ArrayList<>();
    for (int k = 0; k < outputs.size(); k++) {
      if (golden.arrays().containsKey("up" + k)) {
        floating.add(outputs.get(k));
        upstream.add(tensor(golden.array("up" + k), dtype));
      }
    }
    Grad.Options options =
        Grad.Options.DEFAULT.withUpstream(upstream.toArray(Tensor[]::new)).allowingUnused();
    List<Tensor> gradients = Grad.of(floating, tracked, options);
    for (int k = 0; k < tracked.size(); k++) {
      String name = "grad" + golden.gradients().get(k);
      assertNear(golden.array(name).values(), gradients.get(k), tolerance, name);
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
