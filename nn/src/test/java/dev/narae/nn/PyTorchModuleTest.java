package dev.narae.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.Backends;
import dev.narae.DType;
import dev.narae.Grad;
import dev.narae.Tensor;
import dev.narae.io.SafeTensors;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each module loads the state dict that PyTorch saved, agrees with it in value and gradient, and
 * saves a state dict of the same names; {@code pytorch.py} has written the file.
 */
class PyTorchModuleTest {
  private static final double DOUBLE_TOLERANCE = 1e-9;
  private static final double SINGLE_TOLERANCE = 1e-4;

  private static Map<String, Tensor> file = Map.of();

  @BeforeAll
  static void load() throws Exception {
    URL url = Objects.requireNonNull(PyTorchModuleTest.class.getResource("pytorch.safetensors"));
    Path path = Path.of(url.toURI());
    assertTrue(Files.size(path) < 300_000);
    file = SafeTensors.read(path, Backends.defaultDevice()).tensors();
  }

  static Stream<Arguments> cases() {
    return PyTorchCases.all().stream()
        .flatMap(c -> Stream.of(DType.F64, DType.F32).map(dtype -> Arguments.of(c, dtype)));
  }

  @Test
  void everyCaseOfTheFileIsTried() {
    Set<String> tried =
        PyTorchCases.all().stream().map(PyTorchCases.Case::name).collect(Collectors.toSet());
    Set<String> saved = new HashSet<>();
    file.keySet().forEach(name -> saved.add(name.substring(0, name.lastIndexOf('/'))));
    assertEquals(saved, tried);
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("cases")
  void agreesWithPyTorch(PyTorchCases.Case c, DType dtype) {
    Map<String, Tensor> state = part(c.name() + "/state.");
    c.module().to(dtype);
    c.module().loadStateDict(state);
    c.module().train(!c.name().contains("eval") && !c.name().contains("not tracking"));
    assertEquals(List.copyOf(state.keySet()), List.copyOf(c.module().stateDict().keySet()));
    double tolerance = tolerance(c, dtype);
    List<Tensor> inputs = inputs(c, dtype);
    List<Tensor> outputs = c.call().apply(inputs);
    List<Tensor> upstream = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      assertNear(saved(c, "out" + i), outputs.get(i), tolerance, "output " + i);
      upstream.add(saved(c, "up" + i).to(dtype));
    }
    assertTrue(!file.containsKey(c.name() + "/out" + outputs.size()), "too few outputs");
    part(c.name() + "/after.")
        .forEach(
            (name, expected) ->
                assertNear(
                    expected,
                    Objects.requireNonNull(c.module().stateDict().get(name)),
                    tolerance,
                    name));
    checkGradients(c, inputs, outputs, upstream, tolerance);
  }

  /** PyTorch multiplies the hard sigmoid's gradient by a sixth rounded to single precision. */
  private static double tolerance(PyTorchCases.Case c, DType dtype) {
    boolean single = dtype == DType.F32 || c.module() instanceof Hardsigmoid;
    return single ? SINGLE_TOLERANCE : DOUBLE_TOLERANCE;
  }

  private static List<Tensor> inputs(PyTorchCases.Case c, DType dtype) {
    List<Tensor> inputs = new ArrayList<>();
    for (int i = 0; file.containsKey(c.name() + "/in" + i); i++) {
      Tensor input = saved(c, "in" + i);
      boolean tracked = file.containsKey(c.name() + "/grad" + i);
      Tensor converted = input.dtype().isFloating() ? input.to(dtype) : input;
      inputs.add(tracked ? converted.copy().requiresGrad(true) : converted);
    }
    return inputs;
  }

  private static void checkGradients(
      PyTorchCases.Case c,
      List<Tensor> inputs,
      List<Tensor> outputs,
      List<Tensor> upstream,
      double tolerance) {
    Map<String, Tensor> wanted = new LinkedHashMap<>();
    List<Tensor> leaves = new ArrayList<>();
    BiConsumer<String, Tensor> want =
        (name, leaf) -> {
          Tensor gradient = file.get(c.name() + "/" + name);
          if (gradient != null) {
            wanted.put(name, gradient);
            leaves.add(leaf);
          }
        };
    for (int i = 0; i < inputs.size(); i++) {
      want.accept("grad" + i, inputs.get(i));
    }
    c.module()
        .namedParameters()
        .forEach((name, parameter) -> want.accept("grad." + name, parameter.tensor()));
    Grad.Options options = Grad.Options.DEFAULT.withUpstream(upstream.toArray(Tensor[]::new));
    List<Tensor> gradients = Grad.of(outputs, leaves, options);
    int i = 0;
    for (Map.Entry<String, Tensor> entry : wanted.entrySet()) {
      assertNear(entry.getValue(), gradients.get(i++), tolerance, entry.getKey());
    }
    assertTrue(i > 0, "no gradient was compared");
  }

  private static Map<String, Tensor> part(String prefix) {
    Map<String, Tensor> found = new LinkedHashMap<>();
    file.forEach(
        (name, tensor) -> {
          if (name.startsWith(prefix)) {
            found.put(name.substring(prefix.length()), tensor);
          }
        });
    return found;
  }

  private static Tensor saved(PyTorchCases.Case c, String name) {
    return Objects.requireNonNull(file.get(c.name() + "/" + name), name);
  }

  /** Relative to each number, or to the largest where numbers cancel out to something small. */
  private static void assertNear(Tensor expected, Tensor actual, double relative, String what) {
    assertEquals(expected.shape(), actual.shape(), "shape of " + what);
    double[] wanted = expected.to(DType.F64).toDoubleArray();
    double[] numbers = actual.to(DType.F64).toDoubleArray();
    double largest = 0;
    for (double number : wanted) {
      largest = Math.max(largest, Math.abs(number));
    }
    for (int i = 0; i < numbers.length; i++) {
      double allowed = relative * Math.max(Math.abs(wanted[i]), 1e-2 * largest) + 1e-3 * relative;
      assertEquals(wanted[i], numbers[i], allowed, what + ", element " + i);
    }
  }
}
