package dev.narae.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.DType;
import dev.narae.Device;
import dev.narae.Grad;
import dev.narae.Tensor;
import dev.narae.conformance.OnDevice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;

/**
 * Each module loads the state dict that PyTorch saved, agrees with it in value and gradient, and
 * saves a state dict of the same names.
 */
final class PyTorchModuleChecks {
  private static final double REST = 1e-3;

  private final OnDevice on;
  private final PyTorchFile file;

  PyTorchModuleChecks(Device device) {
    this.on = new OnDevice(device);
    this.file = PyTorchFile.on(device);
  }

  Stream<DynamicNode> tests() {
    List<PyTorchCases.Case> all = PyTorchCases.on(on.device());
    return Stream.concat(
        Stream.of(on.test("every case of the file is tried", () -> everyCaseIsTried(all))),
        Stream.of(DType.F64, DType.F32)
            .flatMap(
                dtype ->
                    PyTorchCases.on(on.device()).stream()
                        .map(c -> on.test(c + " " + dtype, () -> agrees(c, dtype)))));
  }

  private void everyCaseIsTried(List<PyTorchCases.Case> all) {
    assertEquals(
        file.cases(), all.stream().map(PyTorchCases.Case::name).collect(Collectors.toSet()));
  }

  private void agrees(PyTorchCases.Case c, DType dtype) {
    file.prepare(c, dtype);
    assertEquals(
        List.copyOf(file.part(c, "state.").keySet()), List.copyOf(c.module().stateDict().keySet()));
    Near near = near(c, dtype);
    List<Tensor> inputs = file.inputs(c, dtype);
    List<Tensor> outputs = c.call().apply(inputs);
    List<Tensor> upstream = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      near.check(file.get(c, "out" + i), outputs.get(i), "output " + i);
      upstream.add(file.get(c, "up" + i).to(dtype));
    }
    assertNull(file.find(c, "out" + outputs.size()), "too few outputs");
    file.part(c, "after.")
        .forEach((name, expected) -> near.check(expected, State.of(c.module(), name), name));
    checkGradients(c, inputs, outputs, upstream, near);
  }

  /** PyTorch multiplies the hard sigmoid's gradient by a sixth rounded to single precision. */
  private static Near near(PyTorchCases.Case c, DType dtype) {
    return Near.of(c.module() instanceof Hardsigmoid ? DType.F32 : dtype, REST);
  }

  private void checkGradients(
      PyTorchCases.Case c,
      List<Tensor> inputs,
      List<Tensor> outputs,
      List<Tensor> upstream,
      Near near) {
    Map<String, Tensor> leaves = new LinkedHashMap<>();
    for (int i = 0; i < inputs.size(); i++) {
      leaves.put("grad" + i, inputs.get(i));
    }
    c.module()
        .namedParameters()
        .forEach((name, parameter) -> leaves.put("grad." + name, parameter.tensor()));
    leaves.keySet().removeIf(name -> file.find(c, name) == null);
    Grad.Options options = Grad.Options.DEFAULT.withUpstream(upstream.toArray(Tensor[]::new));
    List<Tensor> gradients = Grad.of(outputs, List.copyOf(leaves.values()), options);
    int i = 0;
    for (String name : leaves.keySet()) {
      near.check(file.get(c, name), gradients.get(i++), name);
    }
    assertTrue(i > 0, "no gradient was compared");
  }
}
