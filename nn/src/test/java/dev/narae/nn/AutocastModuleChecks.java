package dev.narae.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.Autocast;
import dev.narae.DType;
import dev.narae.Device;
import dev.narae.Grad;
import dev.narae.Tensor;
import dev.narae.conformance.OnDevice;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;

/**
 * Every module and loss runs in mixed precision with its parameters and inputs in F32: value,
 * gradients and statistics are those of F32 within some roundings, and gradients arrive in F32.
 */
final class AutocastModuleChecks {
  private final OnDevice on;
  private final PyTorchFile file;

  AutocastModuleChecks(Device device) {
    this.on = new OnDevice(device);
    this.file = PyTorchFile.on(device);
  }

  Stream<DynamicNode> tests() {
    return PyTorchCases.on(on.device()).stream()
        .map(c -> on.test(c.toString(), () -> staysNearF32(c)));
  }

  private void staysNearF32(PyTorchCases.Case c) {
    List<Tensor> exact = run(c);
    try (var _ = Autocast.to(DType.F16)) {
      assertNear(exact, run(c), 0x1p-10);
    }
    try (var _ = Autocast.to(DType.BF16)) {
      assertNear(exact, run(c), 0x1p-7);
    }
  }

  /** Outputs, then gradients of inputs and parameters. */
  private List<Tensor> run(PyTorchCases.Case c) {
    file.prepare(c, DType.F32);
    List<Tensor> inputs = file.inputs(c, DType.F32);
    List<Tensor> leaves = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      if (file.hasGradient(c, i)) {
        leaves.add(inputs.get(i));
      }
    }
    c.module().parameters().forEach(parameter -> leaves.add(parameter.tensor()));
    List<Tensor> outputs = c.call().apply(inputs);
    List<Tensor> upstream = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      upstream.add(file.get(c, "up" + i).to(outputs.get(i).dtype()));
    }
    Grad.Options options =
        Grad.Options.DEFAULT.withUpstream(upstream.toArray(Tensor[]::new)).allowingUnused();
    List<Tensor> all = new ArrayList<>(outputs);
    List<Tensor> gradients = Grad.of(outputs, leaves, options);
    for (Tensor gradient : gradients) {
      assertEquals(DType.F32, gradient.dtype(), "a gradient's dtype");
    }
    all.addAll(gradients);
    return all;
  }

  /** Within some roundings of the largest number of each tensor. */
  private static void assertNear(List<Tensor> exact, List<Tensor> mixed, double ulp) {
    assertEquals(exact.size(), mixed.size());
    for (int i = 0; i < exact.size(); i++) {
      double[] wanted = exact.get(i).to(DType.F64).toDoubleArray();
      double[] found = mixed.get(i).to(DType.F64).toDoubleArray();
      double largest = 0.05;
      for (double number : wanted) {
        largest = Math.max(largest, Math.abs(number));
      }
      double worst = 0;
      for (int j = 0; j < wanted.length; j++) {
        worst = Math.max(worst, wanted[j] == found[j] ? 0 : Math.abs(wanted[j] - found[j]));
      }
      assertTrue(
          worst <= 8 * ulp * largest,
          "tensor %d is off by %s of at most %s".formatted(i, worst, largest));
    }
  }
}
