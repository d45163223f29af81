package dev.narae.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.Autocast;
import dev.narae.Backends;
import dev.narae.DType;
import dev.narae.Grad;
import dev.narae.Scope;
import dev.narae.Tensor;
import dev.narae.io.SafeTensors;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every module and loss runs in mixed precision with its parameters and inputs in F32: value,
 * gradients and statistics are those of F32 within some roundings, and gradients arrive in F32.
 */
class AutocastModuleTest {
  private static Map<String, Tensor> file = Map.of();

  @BeforeAll
  static void load() throws Exception {
    URL url = Objects.requireNonNull(PyTorchModuleTest.class.getResource("pytorch.safetensors"));
    file = SafeTensors.read(Path.of(url.toURI()), Backends.defaultDevice()).tensors();
  }

  static Stream<PyTorchCases.Case> cases() {
    return PyTorchCases.all().stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void staysNearF32(PyTorchCases.Case c) {
    try (Scope _ = Scope.open()) {
      List<Tensor> exact = run(c);
      try (var _ = Autocast.to(DType.F16)) {
        assertNear(exact, run(c), 0x1p-10);
      }
      try (var _ = Autocast.to(DType.BF16)) {
        assertNear(exact, run(c), 0x1p-7);
      }
    }
  }

  /** Outputs, then gradients of inputs and parameters. */
  private static List<Tensor> run(PyTorchCases.Case c) {
    Map<String, Tensor> state = new LinkedHashMap<>();
    String prefix = c.name() + "/state.";
    file.forEach(
        (name, tensor) -> {
          if (name.startsWith(prefix)) {
            state.put(name.substring(prefix.length()), tensor);
          }
        });
    c.module().to(DType.F32);
    c.module().loadStateDict(state);
    c.module().train(!c.name().contains("eval") && !c.name().contains("not tracking"));
    List<Tensor> inputs = new ArrayList<>();
    List<Tensor> leaves = new ArrayList<>();
    for (int i = 0; file.containsKey(c.name() + "/in" + i); i++) {
      Tensor input = Objects.requireNonNull(file.get(c.name() + "/in" + i));
      boolean tracked = file.containsKey(c.name() + "/grad" + i);
      Tensor single = input.dtype().isFloating() ? input.to(DType.F32) : input;
      inputs.add(tracked ? single.copy().requiresGrad(true) : single);
      if (tracked) {
        leaves.add(inputs.get(i));
      }
    }
    c.module().parameters().forEach(parameter -> leaves.add(parameter.tensor()));
    List<Tensor> outputs = c.call().apply(inputs);
    List<Tensor> upstream = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      Tensor up = Objects.requireNonNull(file.get(c.name() + "/up" + i));
      upstream.add(up.to(outputs.get(i).dtype()));
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
