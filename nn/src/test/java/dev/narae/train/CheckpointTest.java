package dev.narae.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.Backends;
import dev.narae.DType;
import dev.narae.Generator;
import dev.narae.Tensor;
import dev.narae.data.DataLoader;
import dev.narae.data.TensorDataset;
import dev.narae.io.SafeTensors;
import dev.narae.io.TensorFileException;
import dev.narae.nn.Dropout;
import dev.narae.nn.Linear;
import dev.narae.nn.MSELoss;
import dev.narae.nn.Sequential;
import dev.narae.nn.Tanh;
import dev.narae.optim.Adam;
import dev.narae.optim.Optimizer;
import dev.narae.optim.SGD;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Going on from a checkpoint, and what cannot be gone on from. */
class CheckpointTest {
  @TempDir private Path folder;

  /** A run with everything that a checkpoint must keep: momenta, dropout and shuffled data. */
  private static final class Run {
    final Sequential model =
        new Sequential(new Linear(3, 8), new Tanh(), new Dropout(0.3), new Linear(8, 1));
    final Adam optimizer = new Adam(model.parameters(), 0.02);
    final DataLoader loader;

    Run() {
      Tensor x = Tensor.arange(60).mul(0.7).sin().reshape(20, 3).to(DType.F32);
      loader = new DataLoader(new TensorDataset(x, x.sum(true, 1).square()), 6).shuffled(4);
    }

    void epoch(int number) {
      loader
          .epoch(number)
          .forEachScoped(
              batch -> {
                optimizer.zeroGrad();
                new MSELoss().call(model.call(batch.input()), batch.target()).backward();
                optimizer.step();
              });
    }

    void save(Path file, int epoch) throws IOException {
      Checkpoint.save(file, model, optimizer, epoch, Map.of("lr of choice", "0.02"));
    }
  }

  private Path file() {
    return folder.resolve("checkpoint.safetensors");
  }

  @BeforeEach
  void seed() {
    Generator.manualSeed(8);
  }

  @Test
  void resumedRunsEqualUninterruptedOnesBitForBit() throws IOException {
    Run straight = new Run();
    straight.epoch(0);
    straight.epoch(1);
    straight.save(file(), 2);
    straight.epoch(2);
    straight.epoch(3);

    Generator.manualSeed(12345);
    Run resumed = new Run();
    Checkpoint checkpoint = Checkpoint.read(file());
    checkpoint.restore(resumed.model, resumed.optimizer);
    assertEquals(2, checkpoint.epoch());
    assertEquals(Map.of("lr of choice", "0.02"), checkpoint.notes());
    resumed.epoch(2);
    resumed.epoch(3);
    straight
        .model
        .namedParameters()
        .forEach(
            (name, parameter) ->
                assertArrayEquals(
                    parameter.tensor().toFloatArray(),
                    resumed.model.stateDict().getOrDefault(name, Tensor.zeros(0)).toFloatArray(),
                    name));
  }

  @Test
  void savingReplacesTheFileAndLeavesNothingElse() throws IOException {
    Run run = new Run();
    run.save(file(), 1);
    run.epoch(0);
    run.save(file(), 2);
    assertEquals(2, Checkpoint.read(file()).epoch());
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(file()), files.toList());
    }
  }

  @Test
  @EnabledIf("hasFullDevice")
  void aFullDiskIsNamed() throws IOException {
    Files.createSymbolicLink(file(), Path.of("/dev/full"));
    assertEquals(
        file() + ": No space left on device",
        assertThrows(IOException.class, () -> new Run().save(file(), 1)).getMessage());
  }

  static boolean hasFullDevice() {
    return Files.isWritable(Path.of("/dev/full"));
  }

  @Test
  void anotherModelIsRefusedAndUnchanged() throws IOException {
    new Run().save(file(), 1);
    Sequential other =
        new Sequential(new Linear(3, 9), new Tanh(), new Dropout(0.3), new Linear(9, 1));
    Adam optimizer = new Adam(other.parameters(), 0.5);
    float[] before = other.parameters().getFirst().tensor().toFloatArray();
    Generator.State random = Generator.global().state();
    String message = refused(other, optimizer);
    assertTrue(message.startsWith(file() + ": it was saved from another model"), message);
    assertTrue(message.contains("0.weight is [8, 3] in the state but [9, 3] in the module"));
    assertArrayEquals(before, other.parameters().getFirst().tensor().toFloatArray());
    assertEquals(0.5, optimizer.learningRate());
    assertEquals(random, Generator.global().state());
  }

  @Test
  void anotherOptimizerIsRefused() throws IOException {
    Run run = new Run();
    run.epoch(0);
    run.save(file(), 1);
    assertEquals(
        file() + ": it was saved with the optimizer Adam, not SGD; resume with the same one",
        refused(run.model, new SGD(run.model.parameters(), 0.1)));
    Adam.Options amsgrad = Adam.Options.DEFAULT.withAmsgrad();
    String message = refused(run.model, new Adam(run.model.parameters(), 0.1, amsgrad));
    assertTrue(message.contains("the tensor '0.max_exp_avg_sq' is missing"), message);
  }

  @Test
  void anotherDtypeIsRefused() throws IOException {
    Run run = new Run();
    run.save(file(), 1);
    run.model.to(DType.F64);
    assertEquals(
        file()
            + ": its 0.weight is f32, but the model's is f64; convert the model first with"
            + " Module.to",
        refused(run.model, run.optimizer));
  }

  private String refused(Sequential model, Optimizer optimizer) throws IOException {
    Checkpoint checkpoint = Checkpoint.read(file());
    return String.valueOf(
        assertThrows(TensorFileException.class, () -> checkpoint.restore(model, optimizer))
            .getMessage());
  }

  @Test
  void otherFilesAreRefused() throws IOException {
    SafeTensors.write(file(), Map.of("weight", Tensor.zeros(2)), Map.of());
    assertEquals(
        file() + ": it is not a checkpoint of a training run; give a file that a run has saved",
        unreadable());
  }

  @Test
  void spoiltTextsAreRefused() throws IOException {
    new Run().save(file(), 1);
    Map<String, String> texts = new HashMap<>(metadata());
    texts.put("epoch", "two");
    SafeTensors.write(file(), Map.of(), texts);
    assertEquals(
        file() + ": the checkpoint's 'epoch' is 'two', not a number; the file is damaged",
        unreadable());
    texts.remove("epoch");
    SafeTensors.write(file(), Map.of(), texts);
    assertEquals(file() + ": the checkpoint lacks 'epoch'; the file is damaged", unreadable());
  }

  private Map<String, String> metadata() throws IOException {
    return SafeTensors.read(file(), Backends.defaultDevice()).metadata();
  }

  private String unreadable() {
    return String.valueOf(
        assertThrows(TensorFileException.class, () -> Checkpoint.read(file())).getMessage());
  }
}
