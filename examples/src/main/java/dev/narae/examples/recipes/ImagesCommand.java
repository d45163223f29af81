package dev.narae.examples.recipes;

import dev.narae.Generator;
import dev.narae.Tensor;
import dev.narae.data.DataLoader;
import dev.narae.data.Dataset;
import dev.narae.data.ImageTransforms;
import dev.narae.data.Transforms;
import dev.narae.examples.UserException;
import dev.narae.files.ImageFolder;
import dev.narae.files.OnError;
import dev.narae.train.Accuracy;
import dev.narae.train.Goal;
import dev.narae.train.Trainer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code narae images}: pictures of one's own. */
@Command(
    name = "images",
    description = "Train a small residual network on pictures in folders, one for each class.",
    mixinStandardHelpOptions = true)
public final class ImagesCommand implements Callable<Integer> {
  private final PrintStream out;

  @Parameters(paramLabel = "DIR", description = "Folder with a folder of pictures for each class.")
  private Path data = Path.of(".");

  @Option(
      names = "--size",
      paramLabel = "N",
      defaultValue = "64",
      description = "Pictures are scaled to N x N (default: 64).")
  private int size;

  @Option(names = "--skip-damaged", description = "Leave damaged pictures out.")
  private boolean skip;

  @Mixin private RunOptions options = new RunOptions();

  /** The command, which writes to a stream. */
  public ImagesCommand(PrintStream out) {
    this.out = out;
  }

  @Override
  public Integer call() throws IOException {
    String problem = Recipe.problem(options);
    if (problem != null || size < 8) {
      throw new UserException(problem != null ? problem : "--size must be 8 or more");
    }
    Generator.manualSeed(options.seed());
    ImageFolder pictures = ImageFolder.open(data, size, size, skip ? OnError.SKIP : OnError.STOP);
    pictures.skipped().forEach(reason -> out.println("Left out: " + reason));
    out.println("Classes: " + String.join(", ", pictures.classes()));
    List<Dataset> parts = pictures.randomSplit(options.seed(), 0.8, 0.2);
    if (parts.getLast().size() == 0) {
      throw new UserException(
          "%s: %d pictures cannot be divided into training and validation; give 5 or more"
              .formatted(data, pictures.size()));
    }
    DataLoader training =
        new DataLoader(parts.getFirst(), options.batch())
            .shuffled(options.seed())
            .transformed(ImageTransforms.randomHorizontalFlip(0.5))
            .transformed(Transforms.normalize(0.5, 0.25))
            .workers(options.workers());
    DataLoader validation =
        new DataLoader(parts.getLast(), options.batch())
            .transformed(Transforms.normalize(0.5, 0.25))
            .workers(options.workers());
    new Recipe("images", "validation/accuracy", Goal.LARGER, out)
        .run(
            options,
            options.epochs(10),
            options.lr(0.002),
            new SmallResNet(16, pictures.classes().size()),
            training,
            validation,
            (model, optimizer) ->
                Trainer.of(model, optimizer, Tensor::crossEntropy)
                    .metric("accuracy", Accuracy::new));
    return 0;
  }
}
