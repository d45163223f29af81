package dev.narae.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.Autocast;
import dev.narae.DType;
import dev.narae.Grad;
import dev.narae.Tensor;
import dev.narae.nn.Parameter;
import dev.narae.optim.GradScaler;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A trainer in mixed precision does what a loop written by hand does. */
class TrainerPrecisionTest {
  /** So large that the first steps' gradients are infinite, and grown every third step. */
  private static GradScaler scaler() {
    return new GradScaler(GradScaler.Options.DEFAULT.initialScale(0x1p24).growthInterval(3));
  }

  private static String byHand(Toy toy, DType dtype, GradScaler scaler, int epochs) {
    List<Tensor> parameters = toy.model().parameters().stream().map(Parameter::tensor).toList();
    for (int epoch = 0; epoch < epochs; epoch++) {
      toy.model().train();
      toy.training()
          .epoch(epoch)
          .forEachScoped(
              batch -> {
                toy.optimizer().zeroGrad();
                Tensor loss =
                    Autocast.with(
                        dtype, () -> toy.model().call(batch.input()).crossEntropy(batch.target()));
                scaler.scale(loss).backward();
                scaler.unscale(toy.optimizer());
                Grad.clipNorm(parameters, 0.5);
                scaler.step(toy.optimizer());
                scaler.update();
              });
    }
    return toy.bits();
  }

  private static GradScaler fresh(DType dtype) {
    return dtype == DType.F16
        ? scaler()
        : new GradScaler(GradScaler.Options.DEFAULT.enabled(false));
  }

  @ParameterizedTest
  @EnumSource(names = {"F16", "BF16"})
  void computesWhatALoopByHandComputes(DType dtype) throws IOException {
    GradScaler own = fresh(dtype);
    String expected = byHand(Toy.make(), dtype, own, 4);
    Toy toy = Toy.make();
    GradScaler scaler = fresh(dtype);
    long steps =
        toy.trainer()
            .mixedPrecision(dtype, scaler)
            .callback(GradientClipping.norm(0.5))
            .fit(toy.training(), 4)
            .steps();
    assertEquals(expected, toy.bits());
    assertEquals(own.stateDict(), scaler.stateDict());
    assertEquals(dtype == DType.BF16, steps == 20, steps + " steps of 20 batches");
    assertTrue(steps > 0);
    Toy full = Toy.make();
    full.trainer().callback(GradientClipping.norm(0.5)).fit(full.training(), 4);
    assertNotEquals(expected, full.bits());
  }

  /** Validation, too, is in the lower precision, and a step left out moves nothing on. */
  @Test
  void theModelSeesTheLowerPrecision() throws IOException {
    Toy toy = Toy.make();
    List<DType> seen = new ArrayList<>();
    List<Long> steps = new ArrayList<>();
    List<Long> looked = new ArrayList<>();
    Callback watching =
        new Callback() {
          @Override
          public void gradientsReady(Run run) {
            looked.add(run.step());
          }

          @Override
          public void stepEnded(Run run) {
            steps.add(run.step());
          }
        };
    Trainer.of(
            toy.model(),
            toy.optimizer(),
            batch -> {
              Tensor scores = toy.model().call(batch.input());
              seen.add(scores.dtype());
              return new Output(scores.crossEntropy(batch.target()), scores, batch.target());
            })
        .mixedPrecision(DType.F16, scaler())
        .callback(watching)
        .fit(toy.training(), toy.validation(), 6);
    assertEquals(List.of(DType.F16), seen.stream().distinct().toList());
    assertEquals(6 * (5 + 3), seen.size());
    assertEquals(30, looked.size());
    assertTrue(steps.size() < 30, steps.toString());
    for (int i = 0; i < steps.size(); i++) {
      assertEquals(i + 1, steps.get(i));
    }
  }

  /** What fails between a gradient and its step leaves the scaler ready for another run. */
  @Test
  void aRunThatFailedDoesNotHinderTheNext() throws IOException {
    Toy toy = Toy.make();
    int[] calls = {0};
    Callback failingOnce =
        new Callback() {
          @Override
          public void gradientsReady(Run run) {
            if (calls[0]++ == 0) {
              throw new IllegalStateException("expected by this test");
            }
          }
        };
    Trainer trainer = toy.trainer().mixedPrecision(DType.F16).callback(failingOnce);
    assertThrows(IllegalStateException.class, () -> trainer.fit(toy.training(), 1));
    assertTrue(trainer.fit(toy.training(), 1).steps() > 0);
  }

  @Test
  void goesOnBitForBit(@TempDir Path folder) throws IOException {
    Toy whole = Toy.make();
    History expected = whole.trainer().mixedPrecision(DType.F16, scaler()).fit(whole.training(), 6);
    Toy first = Toy.make();
    first
        .trainer()
        .mixedPrecision(DType.F16, scaler())
        .callback(new Checkpoints(folder))
        .fit(first.training(), 4);
    Toy second = Toy.make();
    GradScaler scaler = scaler();
    History rest =
        second
            .trainer()
            .mixedPrecision(DType.F16, scaler)
            .resume(folder.resolve(Checkpoints.LAST))
            .fit(second.training(), 6);
    assertEquals(whole.bits(), second.bits());
    assertEquals(expected, rest);
    assertNotEquals(0x1p24, scaler.scale());
  }

  @Test
  void mistakesAreNamed(@TempDir Path folder) throws IOException {
    Toy toy = Toy.make();
    assertEquals(
        "Trainer.mixedPrecision: f32 is no lower precision; use bf16, or f16",
        assertThrows(IllegalArgumentException.class, () -> toy.trainer().mixedPrecision(DType.F32))
            .getMessage());
    assertEquals(
        "Trainer.mixedPrecision: it was called already; choose one dtype for a trainer",
        assertThrows(
                IllegalStateException.class,
                () -> toy.trainer().mixedPrecision(DType.BF16).mixedPrecision(DType.F16))
            .getMessage());
    toy.trainer().callback(new Checkpoints(folder)).fit(toy.training(), 1);
    Trainer other =
        Toy.make().trainer().mixedPrecision(DType.F16).resume(folder.resolve(Checkpoints.LAST));
    String message =
        String.valueOf(
            assertThrows(IOException.class, () -> other.fit(toy.training(), 2)).getMessage());
    assertTrue(message.contains("'scale' is missing"), message);
  }
}
