package dev.narae.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.DType;
import dev.narae.Scope;
import dev.narae.Tensor;
import dev.narae.nn.BatchNorm1d;
import dev.narae.nn.Init;
import dev.narae.nn.Linear;
import dev.narae.nn.StateDictException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Averages of a model's weights. */
class WeightAverageTest {
  private final Linear model = new Linear(1, 1, false);

  private void set(double value) {
    Init.constant(model.weight().tensor(), value);
  }

  private double weight() {
    return model.weight().tensor().item();
  }

  private static Tensor of(Map<String, Tensor> state, String name) {
    return Objects.requireNonNull(state.get(name), name);
  }

  private double averaged(WeightAverage average) {
    try (var _ = average.apply()) {
      return weight();
    }
  }

  @Test
  void anExponentialAverageBeginsWithTheFirstWeights() {
    WeightAverage average = WeightAverage.exponential(model, 0.75);
    set(8);
    average.update();
    assertEquals(8, averaged(average));
    set(4);
    average.update();
    assertEquals(0.75 * 8 + 0.25 * 4, averaged(average), 1e-6);
    assertEquals(4, weight(), "the model has its own weights again");
    assertEquals(2, average.count());
  }

  @Test
  void anEqualAverageIsTheMean() {
    WeightAverage average = WeightAverage.equal(model);
    for (double value : new double[] {1, 2, 6}) {
      set(value);
      average.update();
    }
    assertEquals(3, averaged(average), 1e-6);
  }

  @Test
  void buffersAreThoseOfTheModel() {
    BatchNorm1d norm = new BatchNorm1d(2);
    WeightAverage average = WeightAverage.exponential(norm, 0.9);
    norm.call(Tensor.of(new float[][] {{1, 2}, {3, 6}}));
    average.update();
    norm.call(Tensor.of(new float[][] {{1, 2}, {3, 6}}));
    average.update();
    Map<String, Tensor> state = average.stateDict();
    assertEquals(2, of(state, "num_batches_tracked").toLong());
    assertArrayEquals(
        of(norm.stateDict(), "running_mean").toFloatArray(),
        of(state, "running_mean").toFloatArray());
  }

  @Test
  void itsStateGoesOnElsewhere() {
    WeightAverage first = WeightAverage.equal(model);
    set(1);
    first.update();
    set(3);
    first.update();
    Linear other = new Linear(1, 1, false);
    WeightAverage second = WeightAverage.equal(other);
    double before = other.weight().tensor().item();
    second.loadStateDict(first.stateDict());
    assertEquals(before, other.weight().tensor().item());
    Init.constant(other.weight().tensor(), 8);
    second.update();
    try (var _ = second.apply()) {
      assertEquals(4, other.weight().tensor().item(), 1e-6);
    }
  }

  @Test
  void anotherModelsStateIsRefusedWhole() {
    WeightAverage average = WeightAverage.equal(model);
    set(5);
    average.update();
    Map<String, Tensor> state = new HashMap<>(average.stateDict());
    state.put("weight", Tensor.ones(2, 1));
    assertThrows(StateDictException.class, () -> average.loadStateDict(state));
    assertEquals(5, weight());
    assertEquals(5, averaged(average));
    state.remove("n_averaged");
    assertEquals(
        "WeightAverage: the saved state has no 'n_averaged', nothing was loaded; load what"
            + " stateDict returned",
        assertThrows(IllegalArgumentException.class, () -> average.loadStateDict(state))
            .getMessage());
  }

  @Test
  void itOutlivesAScopeAndFollowsTheModel() {
    WeightAverage average = WeightAverage.exponential(model, 0.5);
    try (Scope _ = Scope.open()) {
      set(2);
      average.update();
      model.to(DType.F64);
      average.update();
    }
    assertEquals(DType.F64, of(average.stateDict(), "weight").dtype());
    assertEquals(2, averaged(average));
  }

  @Test
  void impossibleDecaysAreRefused() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> WeightAverage.exponential(model, 1));
    assertTrue(String.valueOf(e.getMessage()).contains("the decay is 1.0; it must lie in [0, 1)"));
  }
}
