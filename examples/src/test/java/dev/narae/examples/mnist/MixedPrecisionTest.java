package dev.narae.examples.mnist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.Autocast;
import dev.narae.DType;
import dev.narae.Generator;
import dev.narae.Grad;
import dev.narae.Scope;
import dev.narae.Tensor;
import dev.narae.data.Batch;
import dev.narae.data.DataLoader;
import dev.narae.nn.NLLLoss;
import dev.narae.optim.GradScaler;
import dev.narae.optim.SGD;
import java.io.IOException;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The report's network learns the digits in mixed precision as it does in F32. */
class MixedPrecisionTest {
  private static final int STEPS = 50;

  /** The mean loss of the last steps. */
  private static double train(MnistSets sets, DType dtype) {
    Generator.manualSeed(0);
    MnistCnn model = new MnistCnn();
    SGD sgd = new SGD(model.parameters(), 0.02, SGD.Options.DEFAULT.momentum(0.9));
    GradScaler scaler =
        new GradScaler(GradScaler.Options.DEFAULT.initialScale(1024).enabled(dtype == DType.F16));
    model.train(false); // without dropout, whose noise would hide what is compared
    NLLLoss criterion = new NLLLoss();
    double last = 0;
    int step = 0;
    DataLoader loader = sets.training(32, 0);
    for (Batch batch : loader) {
      if (step == STEPS) {
        break;
      }
      try (Scope _ = Scope.open()) {
        sgd.zeroGrad();
        Supplier<Tensor> forward = () -> criterion.call(model.call(batch.input()), batch.target());
        Tensor loss = dtype == DType.F32 ? forward.get() : Autocast.with(dtype, forward);
        assertEquals(DType.F32, loss.dtype());
        scaler.scale(loss).backward();
        scaler.step(sgd);
        scaler.update();
        last += step >= STEPS - 20 ? loss.item() / 20 : 0;
      }
      step++;
    }
    assertTrue(Grad.isEnabled());
    return last;
  }

  @Test
  void reachesTheLossOfSinglePrecision() throws IOException {
    MnistSets sets = MnistSets.load(null);
    double single = train(sets, DType.F32);
    double brain = train(sets, DType.BF16);
    double half = train(sets, DType.F16);
    assertTrue(single < 1.5, "f32 has learnt: " + single);
    assertEquals(single, brain, 0.15 * single, "bf16");
    assertEquals(single, half, 0.15 * single, "f16");
  }
}
