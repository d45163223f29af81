package dev.narae.examples;

import dev.narae.Generator;
import dev.narae.Shape;
import dev.narae.Tensor;
import dev.narae.data.DataLoader;
import dev.narae.data.Sampler;
import dev.narae.data.TensorDataset;
import dev.narae.examples.mnist.MnistCnn;
import dev.narae.optim.SGD;
import dev.narae.train.Trainer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code narae profile}: where the time and the memory of a training step go. */
@Command(
    name = "profile",
    description =
        "Train the main job's network on random images and print where a step's time goes.",
    mixinStandardHelpOptions = true)
final class ProfileCommand implements Callable<Integer> {
  private static final List<String> EVENTS =
      List.of("narae.Step", "narae.Operator", "narae.Kernel", "narae.Allocation", "narae.Copy");

  private final PrintStream out;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "200",
      description = "Steps that are measured (default: 200).")
  private int steps;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      defaultValue = "600",
      description = "Steps before that (default: 600).")
  private int warmUp;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "32",
      description = "Images in a batch (default: 32).")
  private int batch;

  @Option(
      names = "--jfr",
      paramLabel = "FILE",
      description = "Keep the recording, to look at with JDK Mission Control.")
  private @Nullable Path file;

  ProfileCommand(PrintStream out) {
    this.out = out;
  }

  @Override
  public Integer call() throws IOException {
    if (!Boolean.getBoolean("narae.events")) {
      throw new UserException(
          "events are off: start it as ./narae profile, or Java with -Dnarae.events=true");
    }
    if (steps < 1 || warmUp < 0 || batch < 1) {
      throw new UserException("--steps and --batch must be 1 or more, --warm-up 0 or more");
    }
    Generator.manualSeed(0);
    MnistCnn model = new MnistCnn();
    SGD optimizer = new SGD(model.parameters(), 0.01);
    if (warmUp > 0) {
      train(model, optimizer, warmUp);
    }
    Path kept = file;
    Path target = kept == null ? Files.createTempFile("narae", ".jfr") : kept;
    try (Recording recording = new Recording()) {
      EVENTS.forEach(name -> recording.enable(name).withoutThreshold().withoutStackTrace());
      recording.start();
      train(model, optimizer, steps);
      recording.stop();
      recording.dump(target);
      List<RecordedEvent> events = RecordingFile.readAllEvents(target);
      out.print(new ProfileTable(events).text());
    } finally {
      if (kept == null) {
        Files.deleteIfExists(target);
      }
    }
    return 0;
  }

  private void train(MnistCnn model, SGD optimizer, int count) throws IOException {
    Tensor images = Tensor.rand((long) batch, 1, 28, 28);
    Tensor labels = Tensor.randInt(0, 10, Shape.of(batch));
    DataLoader loader =
        new DataLoader(new TensorDataset(images, labels), batch)
            .sampled(new Repeated(batch, count));
    Trainer.of(model, optimizer, Tensor::nllLoss).fit(loader, 1);
  }

  /** The same batch again and again. */
  private record Repeated(int batch, int times) implements Sampler {
    @Override
    public long size() {
      return (long) batch * times;
    }

    @Override
    public long[] order(int epoch) {
      long[] order = new long[batch * times];
      for (int i = 0; i < order.length; i++) {
        order[i] = i % batch;
      }
      return order;
    }
  }
}
