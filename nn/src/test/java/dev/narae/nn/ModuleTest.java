package dev.narae.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.DType;
import dev.narae.DTypeException;
import dev.narae.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Names, modes and moves of modules. */
class ModuleTest {

  /** Two layers that share a weight, a parameter and a buffer of its own. */
  private static final class Tied extends Layer {
    private final Linear first = child("first", new Linear(3, 3, false));
    private final Parameter scale = parameter("scale", Tensor.ones(3));
    private final Buffer steps = buffer("steps", Tensor.of(new long[] {4}));
    private final Parameter again = parameter("again", first.weight());

    @Override
    protected Tensor forward(Tensor x) {
      return first.call(x).linear(again.tensor()).mul(scale.tensor());
    }
  }

  @Test
  void namesAreJoinedByDots() {
    Sequential network = new Sequential(new Linear(2, 3), new ReLU(), new Sequential(new Tied()));
    assertEquals(
        List.of("0.weight", "0.bias", "2.0.scale", "2.0.again", "2.0.first.weight"),
        List.copyOf(network.namedParameters().keySet()));
    assertEquals(List.of("2.0.steps"), List.copyOf(network.namedBuffers().keySet()));
    assertEquals(
        List.of("", "0", "1", "2", "2.0", "2.0.first"),
        List.copyOf(network.namedModules().keySet()));
    assertEquals(
        List.of("0.weight", "0.bias", "2.0.scale", "2.0.again", "2.0.steps", "2.0.first.weight"),
        List.copyOf(network.stateDict().keySet()));
  }

  @Test
  void sharedParametersAreOne() {
    Tied tied = new Tied();
    assertEquals(2, tied.parameters().size());
    tied.call(Tensor.randn(2, 3)).sum().backward();
    tied.to(DType.F64);
    assertTrue(tied.first.weight().tensor() == tied.again.tensor());
    assertEquals(DType.F64, tied.call(Tensor.randn(2, 3).to(DType.F64)).dtype());
  }

  @Test
  void modeReachesAllBelow() {
    Sequential network = new Sequential(new Sequential(new Dropout()));
    assertTrue(network.isTraining());
    network.eval();
    assertTrue(network.modules().stream().noneMatch(Module::isTraining));
    network.train();
    assertTrue(network.modules().stream().allMatch(Module::isTraining));
  }

  @Test
  void gradientsAreForgotten() {
    Linear linear = new Linear(2, 2);
    linear.call(Tensor.ones(1, 2)).sum().backward();
    assertArrayEquals(new float[] {1, 1, 1, 1}, grad(linear.weight()));
    linear.zeroGrad();
    assertNull(linear.weight().grad());
  }

  private static float[] grad(Parameter parameter) {
    Tensor grad = parameter.grad();
    assertTrue(grad != null, "there is a gradient");
    return grad.toFloatArray();
  }

  @Test
  void frozenParametersGetNoGradient() {
    Linear frozen = new Linear(2, 2);
    Linear trained = new Linear(2, 2);
    frozen.requiresGrad(false);
    trained.call(frozen.call(Tensor.ones(1, 2))).sum().backward();
    assertNull(frozen.weight().grad());
    assertEquals(4, grad(trained.weight()).length);
    frozen.requiresGrad(true);
    assertTrue(frozen.weight().tensor().requiresGrad());
  }

  @Test
  void conversionKeepsFreezingAndWholeNumbers() {
    Tied tied = new Tied();
    tied.scale.requiresGrad(false);
    tied.to(DType.F64);
    assertEquals(DType.F64, tied.scale.tensor().dtype());
    assertFalse(tied.scale.tensor().requiresGrad());
    assertTrue(tied.first.weight().tensor().requiresGrad());
    assertEquals(DType.I64, tied.steps.tensor().dtype());
    tied.to(tied.scale.tensor().device());
    assertEquals(
        "Tied.to(i32): parameters need a floating dtype, such as DType.F32 or DType.BF16",
        assertThrows(DTypeException.class, () -> tied.to(DType.I32)).getMessage());
  }

  @Test
  void namesMustBePlainAndUnique() {
    Layer layer = new ReLU();
    assertEquals(
        "a part of ReLU cannot be called 'a.b'; use a name that is not empty and has no dot",
        refused(() -> layer.child("a.b", new ReLU())));
    assertEquals(
        "a part of ReLU cannot be called ''; use a name that is not empty and has no dot",
        refused(() -> layer.buffer("", Tensor.zeros(1))));
    Parameter parameter = layer.parameter("a", Tensor.zeros(1));
    assertEquals(1, parameter.shape().size());
    assertEquals(
        "ReLU has two parts called 'a'; give each a name of its own",
        refused(() -> layer.child("a", new ReLU())));
    assertEquals(
        "child 'self' of ReLU: it contains this module; a module cannot be part of itself",
        refused(() -> layer.child("self", new Sequential(layer))));
  }

  private static String refused(Executable action) {
    return String.valueOf(assertThrows(IllegalArgumentException.class, action).getMessage());
  }

  @Test
  void wholeNumbersCannotBeTrained() {
    assertThrows(DTypeException.class, () -> new Parameter(Tensor.of(new long[] {1})));
  }

  @Test
  void printsAsATree() {
    Map<String, Layer> inner = new LinkedHashMap<>();
    inner.put("fc", new Linear(2, 3, false));
    inner.put("act", new ReLU());
    Sequential network =
        new Sequential(new Sequential(new LinkedHashMap<>(inner)), new Dropout(0.25));
    assertEquals(
        """
        Sequential(
          (0): Sequential(
            (fc): Linear(2, 3, bias=false)
            (act): ReLU()
          )
          (1): Dropout(p=0.25)
        )\
        """,
        network.toString());
  }
}
