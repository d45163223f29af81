package dev.narae.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.Backends;
import dev.narae.Tensor;
import dev.narae.data.DataLoader;
import dev.narae.data.TensorDataset;
import dev.narae.io.SafeTensors;
import dev.narae.io.TensorFileException;
import dev.narae.nn.Layer;
import dev.narae.nn.Linear;
import dev.narae.optim.LRScheduler;
import dev.narae.optim.SGD;
import dev.narae.optim.StepLR;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The trainer does what a loop written by hand does, and goes on from anywhere. */
class TrainerTest {
  @Test
  void computesWhatAPlainLoopComputes() throws IOException {
    Toy plain = Toy.make();
    for (int epoch = 0; epoch < 3; epoch++) {
      plain
          .training()
          .epoch(epoch)
          .forEachScoped(
              batch -> {
                plain.optimizer().zeroGrad();
                plain.model().call(batch.input()).crossEntropy(batch.target()).backward();
                plain.optimizer().step();
              });
    }
    Toy trained = Toy.make();
    History history = trained.trainer().fit(trained.training(), 3);
    assertEquals(plain.bits(), trained.bits());
    assertEquals(15, history.steps());
    assertEquals(3, history.epochs().size());
    assertNull(history.stopReason());
    assertTrue(trained.model().isTraining());
  }

  @Test
  void reportsLossMetricsAndLearningRate() throws IOException {
    Toy toy = Toy.make();
    LRScheduler scheduler = new LRScheduler(toy.optimizer(), new StepLR(2, 0.1));
    Trainer trainer = toy.trainer().schedulePerEpoch(scheduler);
    History history = trainer.fit(toy.training(), toy.validation(), 8);
    assertEquals(
        List.of(
            "train/loss",
            "train/accuracy",
            "validation/loss",
            "validation/accuracy",
            "learning_rate"),
        List.copyOf(history.last().keySet()));
    assertEquals(0.01, history.figure(0, "learning_rate"));
    assertEquals(0.001, history.figure(3, "learning_rate"), 1e-12);
    assertTrue(history.figure(7, "train/loss") < history.figure(0, "train/loss"));
    Map<String, Double> evaluated = trainer.evaluate(toy.validation());
    assertEquals(history.figure(7, "validation/loss"), evaluated.get("loss"));
    assertEquals(history.figure(7, "validation/accuracy"), evaluated.get("accuracy"));
  }

  /** Gradients of several batches are those of one that holds all their samples. */
  @Test
  void accumulatedBatchesAreOneBatch() throws IOException {
    Layer whole = linear();
    Layer parts = linear();
    DataLoader large = new DataLoader(data(), 16);
    DataLoader small = new DataLoader(data(), 4);
    History first = Trainer.of(whole, sgd(whole), Tensor::crossEntropy).fit(large, 2);
    History second =
        Trainer.of(parts, sgd(parts), Tensor::crossEntropy).accumulate(4).fit(small, 2);
    assertEquals(first.steps(), second.steps());
    Map<String, Tensor> expected = whole.stateDict();
    parts
        .stateDict()
        .forEach(
            (name, value) ->
                assertTrue(
                    value.allClose(Objects.requireNonNull(expected.get(name)), 1e-4, 1e-6), name));
  }

  private static Layer linear() {
    dev.narae.Generator.manualSeed(1);
    return new Linear(4, 2);
  }

  private static SGD sgd(Layer model) {
    return new SGD(model.parameters(), 0.1);
  }

  private static TensorDataset data() {
    dev.narae.Generator.manualSeed(8);
    return new TensorDataset(Tensor.randn(48, 4), Tensor.randInt(0, 2, dev.narae.Shape.of(48)));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void goesOnBitForBitFromAnyStep(int workers, @TempDir Path folder) throws IOException {
    Toy whole = Toy.make();
    History expected = full(whole, folder.resolve("whole"), workers, 0).fit();
    for (int stop = 1; stop <= 14; stop += 3) {
      Path part = folder.resolve("stop " + stop);
      Toy first = Toy.make();
      History half = full(first, part, workers, stop).fit();
      assertEquals("enough", half.stopReason());
      assertEquals(stop, half.steps());
      Toy second = Toy.make();
      dev.narae.Generator.manualSeed(99);
      Setup setup = full(second, part, workers, 0);
      setup.trainer.resume(part.resolve(Checkpoints.LAST));
      History rest = setup.fit();
      assertEquals(whole.bits(), second.bits(), "stopped after step " + stop);
      assertEquals(expected, rest);
    }
  }

  private record Setup(Toy toy, Trainer trainer, int workers) {
    History fit() throws IOException {
      DataLoader training =
          toy.training()
              .transformed(
                  (batch, random) -> {
                    double shift = (random.nextKey() >>> 40) * 1e-9;
                    return dev.narae.data.Batch.of(batch.input().add(shift), batch.target());
                  })
              .workers(workers);
      return trainer.fit(training, toy.validation(), 4);
    }
  }

  private static Setup full(Toy toy, Path folder, int workers, int stop) throws IOException {
    Files.createDirectories(folder);
    Callback stopping =
        new Callback() {
          @Override
          public void stepEnded(Run run) {
            if (run.step() == stop) {
              run.stop("enough");
            }
          }
        };
    Trainer trainer =
        toy.trainer()
            .schedulePerStep(new LRScheduler(toy.optimizer(), new StepLR(4, 0.7)))
            .callback(new EarlyStopping("validation/loss", Goal.SMALLER, 50, 0.001))
            .callback(GradientClipping.norm(0.5))
            .callback(stopping)
            .callback(
                new Checkpoints(folder).best("validation/accuracy", Goal.LARGER).everySteps(1));
    return new Setup(toy, trainer, workers);
  }

  @Test
  void memoryStaysBounded() throws IOException {
    Toy toy = Toy.make();
    List<Long> live = new ArrayList<>();
    Callback watching =
        new Callback() {
          @Override
          public void settled(Run run, boolean epoch) {
            if (!epoch && run.batch() == 2) {
              live.add(Backends.open(Backends.defaultDevice()).memory().live());
            }
          }
        };
    toy.trainer().callback(watching).fit(toy.training(), toy.validation(), 6);
    // The collector may have returned what other tests left.
    assertTrue(live.get(5) <= live.get(1), live.toString());
  }

  @Test
  void callbacksAreClosedWhateverHappens() {
    Toy toy = Toy.make();
    List<String> calls = new ArrayList<>();
    Callback failing =
        new Callback() {
          @Override
          public void stepEnded(Run run) {
            throw new IllegalStateException("boom");
          }

          @Override
          public void runEnded(Run run) {
            calls.add("ended");
          }

          @Override
          public void close() {
            calls.add("closed");
          }
        };
    Trainer trainer = toy.trainer().callback(failing).callback(new TimeLimit(Duration.ofDays(1)));
    assertEquals(
        "boom",
        assertThrows(IllegalStateException.class, () -> trainer.fit(toy.training(), 2))
            .getMessage());
    assertEquals(List.of("closed"), calls);
  }

  @Test
  void earlyStoppingTimeLimitAndGuardEndRuns() throws IOException {
    Toy toy = Toy.make();
    toy.optimizer().learningRate(0);
    History stopped =
        toy.trainer()
            .callback(new EarlyStopping("validation/loss", 2))
            .fit(toy.training(), toy.validation(), 50);
    assertEquals(3, stopped.epochs().size());
    assertTrue(
        String.valueOf(stopped.stopReason()).startsWith("validation/loss has not improved on "));
    AtomicLong clock = new AtomicLong();
    Toy timed = Toy.make();
    History late =
        timed
            .trainer()
            .callback(new TimeLimit(Duration.ofNanos(4), clock::getAndIncrement))
            .fit(timed.training(), 50);
    assertEquals("the time limit of PT0.000000004S is reached", late.stopReason());
    assertEquals(4, late.steps());
    Toy broken = Toy.make();
    Trainer nan =
        Trainer.of(broken.model(), broken.optimizer(), (a, b) -> a.crossEntropy(b).mul(Double.NaN))
            .callback(new NanGuard());
    String before = broken.bits();
    assertEquals(
        "the loss is NaN at step 1, in batch 0 of epoch 0; try a smaller learning rate or gradient"
            + " clipping, and find the operator with Grad.detectAnomaly",
        assertThrows(DivergedException.class, () -> nan.fit(broken.training(), 1)).getMessage());
    assertEquals(before, broken.bits());
  }

  @Test
  void wrongUseIsRefused(@TempDir Path folder) throws IOException {
    Toy toy = Toy.make();
    assertThrows(IllegalArgumentException.class, () -> toy.trainer().fit(toy.training(), 0));
    assertThrows(IllegalArgumentException.class, () -> toy.trainer().accumulate(0));
    assertThrows(
        IllegalArgumentException.class, () -> toy.trainer().metric("accuracy", Accuracy::new));
    assertEquals(
        "there is no figure 'validation/los' in this run; there are [train/loss, train/accuracy,"
            + " learning_rate]",
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    toy.trainer()
                        .callback(new EarlyStopping("validation/los", 1))
                        .fit(toy.training(), 1))
            .getMessage());
    toy.trainer().callback(new Checkpoints(folder)).fit(toy.training(), 1);
    Toy other = Toy.make();
    Trainer without = Trainer.of(other.model(), other.optimizer(), Tensor::crossEntropy);
    without.metric("top", Accuracy::new).resume(folder.resolve(Checkpoints.LAST));
    String message =
        assertThrows(IOException.class, () -> without.fit(other.training(), 2)).getMessage();
    assertTrue(
        String.valueOf(message)
            .endsWith(
                "the run cannot go on from it: the saved metrics are not those of this trainer; add"
                    + " the same ones; make the trainer as it was when saved"),
        message);
  }

  /** Cut off anywhere, or with a byte changed in what describes it: an error names the file. */
  @Test
  void aDamagedCheckpointIsNamedAndChangesNothing(@TempDir Path folder) throws IOException {
    Toy toy = Toy.make();
    toy.trainer().callback(new Checkpoints(folder)).fit(toy.training(), 1);
    byte[] whole = Files.readAllBytes(folder.resolve(Checkpoints.LAST));
    Path file = folder.resolve("damaged.safetensors");
    for (int length : new int[] {0, 7, 8, 100, whole.length / 2, whole.length - 1}) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertRefused(file);
    }
    byte[] changed = whole.clone();
    changed[8] = 'x';
    Files.write(file, changed);
    assertRefused(file);
  }

  /** A number that sizes a loop must not be believed before it is compared with what is there. */
  @ParameterizedTest
  @ValueSource(strings = {"1.5", "two", "-1", "NaN", "99", "2000000000", "1e300", "Infinity"})
  void aDamagedNumberOfEpochsIsNamed(String number, @TempDir Path folder) throws IOException {
    Toy toy = Toy.make();
    toy.trainer().callback(new Checkpoints(folder)).fit(toy.training(), 1);
    Path file = folder.resolve(Checkpoints.LAST);
    SafeTensors.Contents saved = SafeTensors.read(file, Backends.defaultDevice());
    Map<String, String> texts = new HashMap<>(saved.metadata());
    assertEquals("1", texts.put("part.trainer/epochs", number));
    SafeTensors.write(file, saved.tensors(), texts);
    String message = assertRefused(file);
    assertTrue(
        message.contains("'part.trainer/epochs' is '" + number + "', not a whole number from 0"),
        message);
    assertTrue(message.endsWith("; the file is damaged"), message);
  }

  private static String assertRefused(Path file) {
    Toy toy = Toy.make();
    String before = toy.bits();
    Trainer trainer = toy.trainer().resume(file);
    TensorFileException failure =
        assertThrows(TensorFileException.class, () -> trainer.fit(toy.training(), 2));
    assertTrue(String.valueOf(failure.getMessage()).startsWith(file + ": "), failure.getMessage());
    assertEquals(before, toy.bits());
    return String.valueOf(failure.getMessage());
  }

  @Test
  void oneRunWritesIntoAFolder(@TempDir Path parent) throws IOException {
    Path path = parent.resolve("run");
    try (RunFolder folder = RunFolder.create(path)) {
      Files.writeString(folder.file("metrics.csv"), "x");
      assertEquals(
          path + ": another run is writing into it; wait for that, or choose another folder",
          assertThrows(IOException.class, () -> RunFolder.open(path)).getMessage());
    }
    assertEquals(
        path
            + ": it holds 'metrics.csv' already; choose another folder, or resume the run that is"
            + " there",
        assertThrows(IOException.class, () -> RunFolder.create(path)).getMessage());
    RunFolder.open(path).close();
    Path file = Files.writeString(parent.resolve("file"), "");
    assertEquals(
        file + ": it is a file; choose a folder for the run",
        assertThrows(IOException.class, () -> RunFolder.open(file)).getMessage());
    assertFalse(Files.isDirectory(file));
  }
}
