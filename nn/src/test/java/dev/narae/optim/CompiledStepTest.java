package dev.narae.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.Autocast;
import dev.narae.Compiled;
import dev.narae.DType;
import dev.narae.Generator;
import dev.narae.Grad;
import dev.narae.LiveMemory;
import dev.narae.Scope;
import dev.narae.Shape;
import dev.narae.Tensor;
import dev.narae.nn.BatchNorm1d;
import dev.narae.nn.Dropout;
import dev.narae.nn.Layer;
import dev.narae.nn.Linear;
import dev.narae.nn.Parameter;
import dev.narae.nn.ReLU;
import dev.narae.nn.Sequential;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Steps that are replayed are the steps that would have been taken. */
class CompiledStepTest {
  private static final int STEPS = 20;

  private static Sequential model() {
    return new Sequential(
        new Linear(6, 16), new BatchNorm1d(16), new ReLU(), new Dropout(0.3), new Linear(16, 3));
  }

  private static Tensor input(int step, int rows) {
    float[] values = new float[rows * 6];
    for (int i = 0; i < values.length; i++) {
      values[i] = ((i * 31 + step * 17) % 29 - 14) / 9f;
    }
    return Tensor.of(values, rows, 6);
  }

  private static Tensor labels(int step, int rows) {
    long[] values = new long[rows];
    for (int i = 0; i < rows; i++) {
      values[i] = (i + (long) step) % 3;
    }
    return Tensor.of(values);
  }

  /** Takes steps; returns all losses and then all numbers of the model. */
  private static List<double[]> train(
      Function<Sequential, Optimizer> make,
      BiFunction<Sequential, Optimizer, @Nullable CompiledStep> compile,
      IntUnaryOperator rows) {
    Generator.manualSeed(7);
    Sequential model = model();
    Optimizer optimizer = make.apply(model);
    LRScheduler schedule = new LRScheduler(optimizer, new ExponentialLR(0.9));
    List<double[]> numbers = new ArrayList<>();
    @Nullable CompiledStep compiled = compile.apply(model, optimizer);
    for (int step = 0; step < STEPS; step++) {
      try (Scope _ = Scope.open()) {
        Tensor x = input(step, rows.applyAsInt(step));
        Tensor y = labels(step, rows.applyAsInt(step));
        Tensor loss;
        if (compiled == null) {
          optimizer.zeroGrad();
          loss = model.call(x).crossEntropy(y);
          loss.backward();
          optimizer.step();
        } else {
          loss = compiled.run(x, y);
        }
        numbers.add(loss.toDoubleArray());
        schedule.step();
      }
    }
    model.stateDict().values().forEach(tensor -> numbers.add(tensor.toDoubleArray()));
    if (compiled != null) {
      compiled.close();
    }
    return numbers;
  }

  private static CompiledStep compiled(Sequential model, Optimizer optimizer) {
    return new CompiledStep(model, optimizer, (x, y) -> model.call(x).crossEntropy(y));
  }

  private static void assertSameBits(
      Function<Sequential, Optimizer> make, IntUnaryOperator rows, long replayed) {
    List<double[]> expected = train(make, (_, _) -> null, rows);
    List<CompiledStep> made = new ArrayList<>();
    List<Compiled.Statistics> statistics = new ArrayList<>();
    List<double[]> actual =
        train(
            make,
            (model, optimizer) -> {
              made.add(
                  new CompiledStep(
                      model,
                      optimizer,
                      (x, y) -> {
                        statistics.add(made.getFirst().statistics());
                        return model.call(x).crossEntropy(y);
                      }));
              return made.getFirst();
            },
            rows);
    assertEquals(expected.size(), actual.size());
    for (int i = 0; i < expected.size(); i++) {
      assertArrayEquals(expected.get(i), actual.get(i), "at " + i);
    }
    assertEquals(Optional.empty(), made.getFirst().obstacle());
    assertEquals(replayed, made.getFirst().statistics().replayed());
    assertEquals(STEPS - replayed, statistics.size(), "forward passes in Java");
  }

  @Test
  void sameBitsWithAdamDropoutStatisticsAndSchedule() {
    assertSameBits(model -> new Adam(model.parameters(), 0.02), _ -> 8, STEPS - 3);
  }

  @Test
  void sameBitsWithMomentum() {
    assertSameBits(
        model -> new SGD(model.parameters(), 0.1, SGD.Options.DEFAULT.momentum(0.9).withNesterov()),
        _ -> 8,
        STEPS - 3);
  }

  @Test
  void anotherBatchSizeInBetween() {
    assertSameBits(
        model -> new AdamW(model.parameters(), 0.02), step -> step % 5 == 4 ? 5 : 8, STEPS - 3 - 3);
  }

  @Test
  void evaluationIsAnotherComputation() {
    Generator.manualSeed(0);
    Sequential model = model();
    SGD sgd = new SGD(model.parameters(), 0.1);
    try (CompiledStep step = compiled(model, sgd)) {
      for (int i = 0; i < 5; i++) {
        step.run(input(i, 8), labels(i, 8));
      }
      assertEquals(2, step.statistics().replayed());
      model.eval();
      Tensor loss = step.gradients(input(0, 8), labels(0, 8));
      assertEquals(2, step.statistics().replayed());
      assertEquals(model.call(input(0, 8)).crossEntropy(labels(0, 8)).item(), loss.item());
      model.train();
      step.run(input(0, 8), labels(0, 8));
      assertEquals(3, step.statistics().replayed());
    }
  }

  @Test
  void mixedPrecisionIsAnotherComputationAndScales() {
    Generator.manualSeed(0);
    Sequential model = new Sequential(new Linear(6, 16), new ReLU(), new Linear(16, 3));
    Adam adam = new Adam(model.parameters(), 0.02);
    GradScaler scaler = new GradScaler(GradScaler.Options.DEFAULT.growthInterval(4));
    Sequential other = new Sequential(new Linear(6, 16), new ReLU(), new Linear(16, 3));
    other.loadStateDict(model.stateDict());
    Adam otherAdam = new Adam(other.parameters(), 0.02);
    GradScaler otherScaler = new GradScaler(GradScaler.Options.DEFAULT.growthInterval(4));
    try (CompiledStep step = compiled(model, adam).scaledBy(scaler);
        var _ = Autocast.to(DType.F16)) {
      for (int i = 0; i < 12; i++) {
        Tensor loss = step.run(input(i, 8), labels(i, 8));
        otherAdam.zeroGrad();
        Tensor expected = other.call(input(i, 8)).crossEntropy(labels(i, 8));
        otherScaler.scale(expected).backward();
        otherScaler.step(otherAdam);
        otherScaler.update();
        assertEquals(expected.item(), loss.item(), "step " + i);
      }
      assertEquals(9, step.statistics().replayed());
      assertEquals(0x1p19, scaler.scale());
    }
  }

  @Test
  void aWrongLabelIsNoticedInAReplay() {
    Sequential model = model();
    SGD sgd = new SGD(model.parameters(), 0.1);
    try (CompiledStep step = compiled(model, sgd)) {
      for (int i = 0; i < 6; i++) {
        step.run(input(i, 4), labels(i, 4));
      }
      assertThrows(
          IndexOutOfBoundsException.class,
          () -> step.run(input(0, 4), Tensor.of(new long[] {0, 1, 99, 2})));
      long before = step.statistics().replayed();
      step.run(input(7, 4), labels(7, 4));
      assertEquals(before + 1, step.statistics().replayed());
    }
  }

  @Test
  void anIgnoredLabelRunsAsUsual() {
    Sequential model = model();
    SGD sgd = new SGD(model.parameters(), 0.1);
    try (CompiledStep step = compiled(model, sgd)) {
      for (int i = 0; i < 6; i++) {
        step.run(input(i, 4), labels(i, 4));
      }
      double loss = step.gradients(input(0, 4), Tensor.of(new long[] {0, 1, -100, 2})).item();
      assertTrue(Double.isFinite(loss));
      assertEquals(3, step.statistics().replayed());
    }
  }

  @Test
  void anExceptionInTheMiddleLeavesTheNextStepWhole() {
    Generator.manualSeed(3);
    Sequential model = model();
    SGD sgd = new SGD(model.parameters(), 0.1);
    AtomicInteger calls = new AtomicInteger();
    try (CompiledStep step =
        new CompiledStep(
            model,
            sgd,
            (x, y) -> {
              Tensor scores = model.call(x);
              if (calls.incrementAndGet() == 2) {
                throw new IllegalStateException("in the middle");
              }
              return scores.crossEntropy(y);
            })) {
      step.run(input(0, 8), labels(0, 8));
      assertThrows(IllegalStateException.class, () -> step.run(input(0, 8), labels(0, 8)));
      assertTrue(Grad.isEnabled());
      for (int i = 0; i < 5; i++) {
        step.run(input(i, 8), labels(i, 8));
      }
      assertEquals(3, step.statistics().replayed());
    }
  }

  @Test
  void aNumberThatChangesRunsAsUsual() {
    Sequential model = model();
    SGD sgd = new SGD(model.parameters(), 0.1);
    double[] factor = {1};
    try (CompiledStep step =
        new CompiledStep(
            model, sgd, (x, y) -> model.call(x).crossEntropy(y).mul(factor[0] *= 1.5))) {
      for (int i = 0; i < 5; i++) {
        step.run(input(i, 8), labels(i, 8));
      }
      assertEquals(0, step.statistics().replayed());
      assertTrue(step.obstacle().orElseThrow().startsWith("a number differs each time"));
    }
  }

  @Test
  void aLossThatIsReadRunsAsUsual() {
    Sequential model = model();
    SGD sgd = new SGD(model.parameters(), 0.1);
    try (CompiledStep step =
        new CompiledStep(
            model,
            sgd,
            (x, y) -> {
              Tensor loss = model.call(x).crossEntropy(y);
              assertTrue(loss.item() >= 0);
              return loss;
            })) {
      for (int i = 0; i < 5; i++) {
        step.run(input(i, 8), labels(i, 8));
      }
      assertEquals(
          Optional.of("it reads a number that it computes, as item() does"), step.obstacle());
      assertEquals(0, step.statistics().replayed());
    }
  }

  @Test
  void closingReturnsTheMemory() {
    Sequential model = model();
    SGD sgd = new SGD(model.parameters(), 0.1);
    Tensor x = input(0, 8);
    Tensor y = labels(0, 8);
    long before = LiveMemory.settled();
    CompiledStep step = compiled(model, sgd);
    for (int i = 0; i < 6; i++) {
      try (Scope _ = Scope.open()) {
        step.run(x, y);
      }
    }
    assertTrue(step.statistics().bytes() > 0);
    assertTrue(LiveMemory.settled() > before);
    step.close();
    assertTrue(model.parameters().stream().allMatch(each -> each.grad() == null));
    assertEquals(before, LiveMemory.settled());
    assertThrows(IllegalStateException.class, () -> step.run(x, y));
  }

  @Test
  void newMemoryOfAParameterBeginsAnew() {
    Sequential model = model();
    SGD sgd = new SGD(model.parameters(), 0.1);
    try (CompiledStep step = compiled(model, sgd)) {
      for (int i = 0; i < 5; i++) {
        step.run(input(i, 8), labels(i, 8));
      }
      Parameter weight = ((Linear) model.get(0)).weight();
      weight.requiresGrad(false);
      step.gradients(input(0, 8), labels(0, 8));
      assertEquals(2, step.statistics().replayed());
    }
  }

  @Test
  void anInferenceWithOtherNumbers() {
    Generator.manualSeed(1);
    Layer model = new Sequential(new Linear(6, 16), new ReLU(), new Linear(16, 3));
    try (Compiled compiled = Compiled.of(x -> model.call(x).softmax(-1))) {
      List<Tensor> kept = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        kept.add(compiled.call(input(i, 4)));
      }
      for (int i = 0; i < 6; i++) {
        int step = i;
        assertEquals(Shape.of(4, 3), kept.get(i).shape());
        Tensor again = Grad.noGrad(() -> model.call(input(step, 4)).softmax(-1));
        assertArrayEquals(again.toDoubleArray(), kept.get(i).toDoubleArray());
      }
      assertEquals(3, compiled.statistics().replayed());
    }
  }
}
