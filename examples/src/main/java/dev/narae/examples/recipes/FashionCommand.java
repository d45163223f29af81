package dev.narae.examples.recipes;

import dev.narae.Generator;
import dev.narae.Tensor;
import dev.narae.data.DataLoader;
import dev.narae.data.IdxImages;
import dev.narae.data.ImageTransforms;
import dev.narae.data.Transforms;
import dev.narae.examples.UserException;
import dev.narae.train.Accuracy;
import dev.narae.train.Goal;
import dev.narae.train.Trainer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code narae fashion}: articles of clothing. */
@Command(
    name = "fashion",
    description = "Train a small convolutional network on the IDX files of Fashion-MNIST.",
    mixinStandardHelpOptions = true)
public final class FashionCommand implements Callable<Integer> {
  private final PrintStream out;

  @Parameters(paramLabel = "DIR", description = "Folder with the four IDX files, .gz or not.")
  private Path data = Path.of(".");

  @Mixin private RunOptions options = new RunOptions();

  /** The command, which writes to a stream. */
  public FashionCommand(PrintStream out) {
    this.out = out;
  }

  @Override
  public Integer call() throws IOException {
    String problem = Recipe.problem(options);
    if (problem != null) {
      throw new UserException(problem);
    }
    Generator.manualSeed(options.seed());
    DataLoader training =
        new DataLoader(IdxImages.FASHION_MNIST.read(data, true), options.batch())
            .shuffled(options.seed())
            .transformed(ImageTransforms.randomHorizontalFlip(0.5))
            .transformed(Transforms.normalize(0.2860, 0.3530))
            .workers(options.workers());
    DataLoader validation =
        new DataLoader(IdxImages.FASHION_MNIST.read(data, false), 250)
            .transformed(Transforms.normalize(0.2860, 0.3530));
    new Recipe("fashion", "validation/accuracy", Goal.LARGER, out)
        .run(
            options,
            options.epochs(8),
            options.lr(0.003),
            ClothesCnn.make(),
            training,
            validation,
            (model, optimizer) ->
                Trainer.of(model, optimizer, Tensor::crossEntropy)
                    .metric("accuracy", Accuracy::new));
    return 0;
  }
}
