package dev.narae.examples.recipes;

import dev.narae.Generator;
import dev.narae.Tensor;
import dev.narae.data.Cifar;
import dev.narae.data.DataLoader;
import dev.narae.data.ImageTransforms;
import dev.narae.data.Transforms;
import dev.narae.examples.UserException;
import dev.narae.train.Accuracy;
import dev.narae.train.Goal;
import dev.narae.train.TopKAccuracy;
import dev.narae.train.Trainer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code narae cifar10}: a small residual network. */
@Command(
    name = "cifar10",
    description = "Train a small residual network on the binary files of CIFAR-10.",
    mixinStandardHelpOptions = true)
public final class CifarCommand implements Callable<Integer> {
  private static final double[] MEANS = {0.4914, 0.4822, 0.4465};
  private static final double[] DEVIATIONS = {0.2470, 0.2435, 0.2616};

  private final PrintStream out;

  @Parameters(
      paramLabel = "DIR",
      description = "Folder with data_batch_1.bin to 5 and test_batch.bin.")
  private Path data = Path.of(".");

  @Option(
      names = "--width",
      paramLabel = "N",
      defaultValue = "32",
      description = "Channels of the first stage, a multiple of 8 (default: 32).")
  private long width;

  @Mixin private RunOptions options = new RunOptions();

  /** The command, which writes to a stream. */
  public CifarCommand(PrintStream out) {
    this.out = out;
  }

  @Override
  public Integer call() throws IOException {
    String problem = Recipe.problem(options);
    if (problem != null || width < 8 || width % 8 != 0) {
      throw new UserException(problem != null ? problem : "--width must be a multiple of 8");
    }
    Generator.manualSeed(options.seed());
    DataLoader training =
        new DataLoader(Cifar.CIFAR_10.read(data, true), options.batch())
            .shuffled(options.seed())
            .transformed(ImageTransforms.randomCrop(32, 32, 4))
            .transformed(ImageTransforms.randomHorizontalFlip(0.5))
            .transformed(Transforms.normalize(MEANS, DEVIATIONS))
            .workers(options.workers());
    DataLoader validation =
        new DataLoader(Cifar.CIFAR_10.read(data, false), 100)
            .transformed(Transforms.normalize(MEANS, DEVIATIONS));
    new Recipe("cifar10", "validation/accuracy", Goal.LARGER, out)
        .run(
            options,
            options.epochs(20),
            options.lr(0.003),
            new SmallResNet(width, 10),
            training,
            validation,
            (model, optimizer) ->
                Trainer.of(model, optimizer, Tensor::crossEntropy)
                    .metric("accuracy", Accuracy::new)
                    .metric("top5", () -> new TopKAccuracy(5)));
    return 0;
  }
}
