package dev.narae.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.DType;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import dev.narae.optim.SGD;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Lists and maps of modules, tied parameters, and buffers that are not saved. */
class ContainerTest {

  /** Words and scores with one weight. */
  private static final class Tied extends Layer {
    private final Embedding words = child("words", new Embedding(4, 2));
    private final Linear scores = child("scores", new Linear(words.weight(), null));
    private final Buffer table = buffer("table", Tensor.ones(2), false);

    @Override
    protected Tensor forward(Tensor text) {
      return scores.call(words.call(text).mul(table.tensor()));
    }
  }

  @Test
  void aListNamesItsModulesByTheirPlace() {
    ModuleList<Linear> list = new ModuleList<>(List.of(new Linear(1, 2), new Linear(2, 3)));
    Linear last = list.add(new Linear(3, 4, false));
    assertEquals(3, list.size());
    assertSame(last, list.get(2));
    assertEquals(
        Set.of("0.weight", "0.bias", "1.weight", "1.bias", "2.weight"),
        list.namedParameters().keySet());
    long outputs = 0;
    for (Linear linear : list) {
      outputs += linear.weight().shape().dim(0);
    }
    assertEquals(9, outputs);
    assertThrows(IndexOutOfBoundsException.class, () -> list.get(3));
  }

  @Test
  void aMapNamesItsModulesByItsKeys() {
    LinkedHashMap<String, Linear> heads = new LinkedHashMap<>();
    heads.put("age", new Linear(2, 1));
    ModuleMap<Linear> map = new ModuleMap<>(heads);
    Linear name = map.put("name", new Linear(2, 5));
    assertSame(name, map.get("name"));
    assertEquals(List.of("age", "name"), List.copyOf(map.asMap().keySet()));
    assertTrue(map.stateDict().containsKey("age.weight"));
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> map.get("size"));
    assertEquals("ModuleMap: there is no 'size'; it has [age, name]", e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> map.put("a.b", new Linear(1, 1)));
  }

  @Test
  void sequentialCanBeWalked() {
    Sequential layers = new Sequential(new Linear(1, 2), new ReLU());
    assertEquals(2, layers.size());
    assertTrue(layers.get(1) instanceof ReLU);
    int count = 0;
    for (Layer layer : layers) {
      assertSame(layers.get(count++), layer);
    }
  }

  @Test
  void aTiedParameterIsOneUnderTwoNames() {
    Tied tied = new Tied();
    assertEquals(1, tied.parameters().size());
    assertEquals(Set.of("words.weight", "scores.weight"), tied.stateDict().keySet());
    SGD sgd = new SGD(tied.parameters(), 0.1);
    tied.call(Tensor.of(new long[] {1})).sum().backward();
    sgd.step();
    assertArrayEquals(
        State.of(tied, "words.weight").toFloatArray(),
        State.of(tied, "scores.weight").toFloatArray());
    tied.to(DType.F64);
    assertEquals(1, tied.parameters().size());
    assertEquals(DType.F64, State.of(tied, "scores.weight").dtype());
  }

  @Test
  void aFileMayHoldATiedParameterOnce() {
    Tied source = new Tied();
    Tied target = new Tied();
    Map<String, Tensor> once = new HashMap<>(source.stateDict());
    once.remove("scores.weight");
    target.loadStateDict(once);
    assertArrayEquals(
        State.of(source, "words.weight").toFloatArray(),
        State.of(target, "scores.weight").toFloatArray());
    StateDictException e =
        assertThrows(StateDictException.class, () -> target.loadStateDict(Map.of()));
    assertEquals(List.of("words.weight", "scores.weight"), e.difference().missing());
  }

  @Test
  void anUnsavedBufferMovesAllTheSame() {
    Tied tied = new Tied();
    assertFalse(tied.stateDict().containsKey("table"));
    tied.to(DType.F64);
    Buffer table = Objects.requireNonNull(tied.namedBuffers().get("table"));
    assertEquals(DType.F64, table.tensor().dtype());
    assertFalse(table.isSaved());
  }

  @Test
  void linearOverOtherParametersChecksThem() {
    Parameter weight = new Parameter(Tensor.ones(3, 2));
    Parameter bias = new Parameter(Tensor.ones(2));
    ShapeException e = assertThrows(ShapeException.class, () -> new Linear(weight, bias));
    assertEquals(
        "Linear: weight [3, 2] and bias [2]; they must be (outputs, inputs) and (outputs)",
        e.getMessage());
  }
}
