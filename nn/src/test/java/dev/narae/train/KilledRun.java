package dev.narae.train;

import dev.narae.Generator;
import dev.narae.Tensor;
import dev.narae.data.DataLoader;
import dev.narae.data.TensorDataset;
import dev.narae.nn.Dropout;
import dev.narae.nn.Layer;
import dev.narae.nn.Linear;
import dev.narae.nn.ReLU;
import dev.narae.nn.Sequential;
import dev.narae.optim.Adam;
import dev.narae.optim.LRScheduler;
import dev.narae.optim.StepLR;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A process that trains, saves after every step, and goes on from what it finds. */
final class KilledRun {
  private KilledRun() {}

  /**
   * Arguments: the folder, after which step to stop, and perhaps a file that gets a line for each
   * checkpoint, its step and checksum.
   */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    long last = Long.parseLong(args[1]);
    Generator.manualSeed(1);
    Tensor x = Tensor.randn(96, 64);
    Tensor labels = x.select(1, 0).gt(x.select(1, 1)).to(dev.narae.DType.I64);
    DataLoader loader = new DataLoader(new TensorDataset(x, labels), 16).shuffled(2);
    Layer model =
        new Sequential(new Linear(64, 4096), new ReLU(), new Dropout(0.2), new Linear(4096, 2));
    Adam optimizer = new Adam(model.parameters(), 0.001);
    Callback end =
        new Callback() {
          @Override
          public void stepEnded(Run run) {
            if (run.step() >= last) {
              run.stop("far enough");
            }
          }
        };
    try (RunFolder run = RunFolder.open(folder)) {
      Trainer trainer =
          Trainer.of(model, optimizer, Tensor::crossEntropy)
              .metric("accuracy", Accuracy::new)
              .schedulePerStep(new LRScheduler(optimizer, new StepLR(5, 0.99)))
              .callback(end)
              .callback(new Checkpoints(folder).best("train/loss", Goal.SMALLER).everySteps(1));
      if (args.length > 2) {
        trainer.callback(new Log(run.last(), Path.of(args[2])));
      }
      if (Files.exists(run.last())) {
        trainer.resume(run.last());
      }
      trainer.fit(loader, Integer.MAX_VALUE);
    }
  }

  /** The checksum of a file: as good as its bytes, to compare. */
  static String checksum(Path file) throws IOException {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Notes each checkpoint that was written. */
  private record Log(Path checkpoint, Path log) implements Callback {
    @Override
    public void settled(Run run, boolean epoch) {
      try {
        String line = run.step() + " " + checksum(checkpoint);
        Files.writeString(log, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
