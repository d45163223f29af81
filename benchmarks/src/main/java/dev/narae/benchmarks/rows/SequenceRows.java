package dev.narae.benchmarks.rows;

import static dev.narae.benchmarks.Workload.Kind.FULL;

import dev.narae.Tensor;
import dev.narae.benchmarks.Side;
import dev.narae.benchmarks.Target;
import dev.narae.benchmarks.Work;
import dev.narae.benchmarks.Workload;
import dev.narae.benchmarks.torch.TorchSequences;
import dev.narae.nn.LSTM;
import dev.narae.nn.Module;
import dev.narae.nn.RnnOptions;
import dev.narae.nn.TransformerEncoderLayer;
import dev.narae.nn.TransformerOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Networks over sequences, with the gradients of input and parameters. */
public final class SequenceRows {
  private static final Target TARGET = Target.ratio(1.3);
  private static final long LSTM_BATCH = 64;
  private static final long LSTM_STEPS = 128;
  private static final long WIDTH = 512;
  private static final long BATCH = 8;
  private static final long STEPS = 128;
  private static final long HEADS = 8;
  private static final long INNER = 2048;

  private SequenceRows() {}

  /** All of them. */
  public static List<Workload> all() {
    double lstm = 2.0 * LSTM_BATCH * LSTM_STEPS * (WIDTH + WIDTH) * 4 * WIDTH;
    double layer =
        2.0 * BATCH * STEPS * WIDTH * (4 * WIDTH + 2 * INNER) + 4.0 * BATCH * STEPS * STEPS * WIDTH;
    return List.of(
        new Workload(
            "LSTM 64x128x512→512, with gradients",
            TARGET,
            Work.flops(3 * lstm),
            SequenceRows::lstm,
            () -> TorchSequences.lstm(LSTM_BATCH, LSTM_STEPS, WIDTH),
            FULL),
        new Workload(
            "transformer layer 8x128x512, with gradients",
            TARGET,
            Work.flops(3 * layer),
            SequenceRows::transformer,
            () -> TorchSequences.transformer(BATCH, STEPS, WIDTH, HEADS, INNER),
            FULL));
  }

  private static Side lstm() {
    Tensor x = Sides.tracked(LSTM_BATCH, LSTM_STEPS, WIDTH);
    LSTM model = new LSTM(WIDTH, WIDTH, RnnOptions.DEFAULT.withBatchFirst());
    return gradients(model, x, () -> model.call(x).output());
  }

  private static Side transformer() {
    Tensor x = Sides.tracked(BATCH, STEPS, WIDTH);
    TransformerOptions options =
        TransformerOptions.DEFAULT.withBatchFirst().feedforward(INNER).dropout(0.1);
    TransformerEncoderLayer model = new TransformerEncoderLayer(WIDTH, HEADS, options);
    return gradients(model, x, () -> model.call(x));
  }

  private static Side gradients(Module model, Tensor x, Supplier<Tensor> operation) {
    List<Tensor> inputs = new ArrayList<>(List.of(x));
    model.parameters().forEach(parameter -> inputs.add(parameter.tensor()));
    return Sides.gradients(operation, inputs.toArray(Tensor[]::new));
  }
}
