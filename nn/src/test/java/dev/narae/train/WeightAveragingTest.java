package dev.narae.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.optim.WeightAverage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A trainer averages weights as a loop written by hand does, and goes on with them. */
class WeightAveragingTest {
  private static final double DECAY = 0.9;

  private static Trainer averaged(Toy toy) {
    return toy.trainer()
        .callback(new WeightAveraging(WeightAverage.exponential(toy.model(), DECAY)));
  }

  /** Training is as without; validation and the end are with the average. */
  @Test
  void validatesWithTheAverageAndTrainsWithout() throws IOException {
    Toy plain = Toy.make();
    WeightAverage average = WeightAverage.exponential(plain.model(), DECAY);
    List<Double> expected = new ArrayList<>();
    List<String> own = new ArrayList<>();
    Trainer evaluating = plain.trainer();
    for (int epoch = 0; epoch < 3; epoch++) {
      plain.model().train();
      plain
          .training()
          .epoch(epoch)
          .forEachScoped(
              batch -> {
                plain.optimizer().zeroGrad();
                plain.model().call(batch.input()).crossEntropy(batch.target()).backward();
                plain.optimizer().step();
                average.update();
              });
      own.add(plain.bits());
      try (var _ = average.apply()) {
        Map<String, Double> figures = evaluating.evaluate(plain.validation());
        expected.add(figures.get("loss"));
      }
    }
    Toy trained = Toy.make();
    List<String> seen = new ArrayList<>();
    Callback watching =
        new Callback() {
          @Override
          public void epochEnded(Run run) {
            seen.add(trained.bits());
          }
        };
    History history =
        averaged(trained).callback(watching).fit(trained.training(), trained.validation(), 3);
    assertEquals(own, seen);
    assertEquals(
        expected,
        history.epochs().stream().map(figures -> figures.get("validation/loss")).toList());
    assertNotEquals(own.getLast(), trained.bits());
    try (var _ = average.apply()) {
      assertEquals(plain.bits(), trained.bits());
    }
  }

  @Test
  void goesOnBitForBit(@TempDir Path folder) throws IOException {
    Toy whole = Toy.make();
    History expected = averaged(whole).fit(whole.training(), whole.validation(), 4);
    Toy first = Toy.make();
    averaged(first).callback(new Checkpoints(folder)).fit(first.training(), first.validation(), 2);
    Toy second = Toy.make();
    History rest =
        averaged(second)
            .resume(folder.resolve(Checkpoints.LAST))
            .fit(second.training(), second.validation(), 4);
    assertEquals(whole.bits(), second.bits());
    assertEquals(expected, rest);
  }

  @Test
  void aRunWithoutAnAverageIsRefused(@TempDir Path folder) throws IOException {
    Toy plain = Toy.make();
    plain.trainer().callback(new Checkpoints(folder)).fit(plain.training(), 1);
    Toy other = Toy.make();
    Trainer resuming = averaged(other).resume(folder.resolve(Checkpoints.LAST));
    String message =
        String.valueOf(
            assertThrows(IOException.class, () -> resuming.fit(other.training(), 2)).getMessage());
    assertTrue(
        message.contains("the saved state has no 'n_averaged', nothing was loaded"), message);
  }

  /** What comes before a step does not count; with none yet, the model validates as it is. */
  @Test
  void waitsForItsFirstStep() throws IOException {
    Toy plain = Toy.make();
    History expected = plain.trainer().fit(plain.training(), plain.validation(), 1);
    Toy toy = Toy.make();
    WeightAveraging late =
        new WeightAveraging(WeightAverage.exponential(toy.model(), DECAY)).from(1000);
    History history = toy.trainer().callback(late).fit(toy.training(), toy.validation(), 1);
    assertEquals(expected, history);
    assertEquals(plain.bits(), toy.bits());
    assertEquals(
        "WeightAveraging.from: step 0; steps are counted from 1",
        assertThrows(IllegalArgumentException.class, () -> late.from(0)).getMessage());
  }

  @Test
  void aFailedValidationLeavesTheModelItsOwnValues() {
    Toy toy = Toy.make();
    List<String> own = new ArrayList<>();
    Callback failing =
        new Callback() {
          @Override
          public void stepEnded(Run run) {
            own.add(toy.bits());
          }

          @Override
          public void validationEnded(Run run) {
            throw new IllegalStateException("validation failed");
          }
        };
    Trainer trainer =
        toy.trainer()
            .callback(failing)
            .callback(new WeightAveraging(WeightAverage.exponential(toy.model(), DECAY)));
    assertThrows(
        IllegalStateException.class, () -> trainer.fit(toy.training(), toy.validation(), 1));
    assertEquals(own.getLast(), toy.bits());
  }
}
