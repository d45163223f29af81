package dev.narae.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.ClosedTensorException;
import dev.narae.DType;
import dev.narae.Scope;
import dev.narae.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Saving and loading the values of a module. */
class StateDictTest {
  private static Sequential network() {
    return new Sequential(new Linear(2, 3), new Linear(3, 1));
  }

  @Test
  void valuesGoRound() {
    Sequential source = network();
    Sequential target = network();
    Tensor x = Tensor.randn(4, 2);
    assertFalse(source.call(x).eq(target.call(x)).all().item() == 1);
    target.loadStateDict(source.stateDict());
    assertArrayEquals(source.call(x).toFloatArray(), target.call(x).toFloatArray());
  }

  @Test
  void loadedValuesAreCopies() {
    Sequential source = network();
    Sequential target = network();
    target.loadStateDict(source.stateDict());
    Init.constant(State.of(source, "0.weight"), 5);
    assertEquals(5, State.of(source, "0.weight").max().item());
    assertTrue(State.of(target, "0.weight").max().item() < 1);
  }

  @Test
  void loadingConvertsTheDtype() {
    Linear target = new Linear(1, 1);
    target.loadStateDict(
        Map.of("weight", Tensor.of(new double[] {0.5}, 1, 1), "bias", Tensor.of(new long[] {3})));
    assertEquals(DType.F32, target.weight().tensor().dtype());
    assertEquals(4, target.call(Tensor.of(new float[] {2}, 1, 1)).item());
  }

  @Test
  void everythingThatDiffersIsListedAndNothingLoaded() {
    Sequential target = network();
    float[] before = State.of(target, "0.bias").toFloatArray();
    Map<String, Tensor> state = new HashMap<>(network().stateDict());
    state.remove("1.weight");
    state.put("1.bias", Tensor.zeros(7));
    state.put("extra", Tensor.zeros(1));
    StateDictException e =
        assertThrows(StateDictException.class, () -> target.loadStateDict(state));
    assertEquals(
        """
        loadStateDict: the state does not fit Sequential, nothing was loaded; build the module \
        with the sizes it was saved with, or load what fits with strict = false
          missing: 1.weight
          unexpected: extra
          wrong shape: 1.bias is [7] in the state but [1] in the module\
        """,
        e.getMessage());
    assertEquals(List.of("1.weight"), e.difference().missing());
    assertArrayEquals(before, State.of(target, "0.bias").toFloatArray());
  }

  @Test
  void lenientLoadingTakesWhatIsThere() {
    Linear target = new Linear(2, 2);
    float[] weight = target.weight().tensor().toFloatArray();
    StateDictDifference difference =
        target.loadStateDict(
            Map.of("bias", Tensor.of(new float[] {1, 2}), "other", Tensor.zeros(1)), false);
    assertEquals(
        new StateDictDifference(List.of("weight"), List.of("other"), List.of()), difference);
    assertFalse(difference.isEmpty());
    assertArrayEquals(weight, target.weight().tensor().toFloatArray());
    assertArrayEquals(new float[] {1, 2}, State.of(target, "bias").toFloatArray());
  }

  @Test
  void lenientLoadingRefusesOtherShapes() {
    Linear target = new Linear(2, 2);
    assertThrows(
        StateDictException.class,
        () -> target.loadStateDict(Map.of("bias", Tensor.zeros(3)), false));
  }

  @Test
  void aClosedTensorChangesNothing() {
    Linear target = new Linear(1, 1);
    float[] before = target.weight().tensor().toFloatArray();
    Tensor closed;
    try (Scope _ = Scope.open()) {
      closed = Tensor.zeros(1);
    }
    Map<String, Tensor> state = Map.of("weight", Tensor.ones(1, 1), "bias", closed);
    assertEquals(
        "loadStateDict: 'bias' of the state was released by the end of a scope, nothing was loaded;"
            + " load inside that scope, or keep it with Scope.keep",
        assertThrows(ClosedTensorException.class, () -> target.loadStateDict(state)).getMessage());
    assertArrayEquals(before, target.weight().tensor().toFloatArray());
  }

  @Test
  void aModuleWithAClosedPartIsLeftAsItIs() {
    Linear open = new Linear(2, 3);
    Linear closed;
    try (Scope _ = Scope.open()) {
      closed = new Linear(3, 1);
    }
    Sequential target = new Sequential(open, closed);
    float[] before = open.weight().tensor().toFloatArray();
    Map<String, Tensor> state = network().stateDict();
    assertEquals(
        "loadStateDict: '1.weight' of Sequential was released by the end of a scope, nothing was"
            + " loaded; make the module outside that scope",
        assertThrows(ClosedTensorException.class, () -> target.loadStateDict(state)).getMessage());
    assertArrayEquals(before, open.weight().tensor().toFloatArray());
  }

  @Test
  @SuppressWarnings("NullAway") // what a map from elsewhere may hold
  void aNameWithoutATensorIsMissing() {
    Linear target = new Linear(1, 1);
    Map<String, Tensor> state = new HashMap<>(target.stateDict());
    state.put("bias", null);
    StateDictException e =
        assertThrows(StateDictException.class, () -> target.loadStateDict(state));
    assertEquals(List.of("bias"), e.difference().missing());
  }
}
