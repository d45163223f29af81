package dev.narae.examples.recipes;

import dev.narae.Generator;
import dev.narae.Tensor;
import dev.narae.data.DataLoader;
import dev.narae.data.Dataset;
import dev.narae.examples.UserException;
import dev.narae.files.CsvDataset;
import dev.narae.files.CsvOptions;
import dev.narae.files.OnError;
import dev.narae.nn.Linear;
import dev.narae.nn.ReLU;
import dev.narae.nn.Sequential;
import dev.narae.train.Goal;
import dev.narae.train.MeanAbsoluteError;
import dev.narae.train.R2Score;
import dev.narae.train.Trainer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code narae table}: regression on the columns of a table. */
@Command(
    name = "table",
    description = "Train a small network to predict a column of a table of numbers (CSV or TSV).",
    mixinStandardHelpOptions = true)
public final class TableCommand implements Callable<Integer> {
  private final PrintStream out;

  @Parameters(
      paramLabel = "FILE",
      description = "The table; its first line names the columns. Tabs separate cells of .tsv.")
  private Path file = Path.of(".");

  @Option(
      names = "--target",
      paramLabel = "COLUMN",
      required = true,
      description = "The column to predict.")
  private String target = "";

  @Option(names = "--skip-damaged", description = "Leave damaged rows out.")
  private boolean skip;

  @Mixin private RunOptions options = new RunOptions();

  /** The command, which writes to a stream. */
  public TableCommand(PrintStream out) {
    this.out = out;
  }

  @Override
  public Integer call() throws IOException {
    String problem = Recipe.problem(options);
    if (problem != null) {
      throw new UserException(problem);
    }
    Generator.manualSeed(options.seed());
    boolean tabs = file.toString().endsWith(".tsv");
    CsvOptions form = tabs ? CsvOptions.tsv(target) : CsvOptions.csv(target);
    CsvDataset table = CsvDataset.read(file, form.onError(skip ? OnError.SKIP : OnError.STOP));
    table.skipped().forEach(reason -> out.println("Left out: " + reason));
    List<Dataset> parts = table.randomSplit(options.seed(), 0.8, 0.2);
    if (parts.getLast().size() == 0) {
      throw new UserException(
          "%s: %d rows cannot be divided into training and validation; give 5 or more"
              .formatted(file, table.size()));
    }
    UnaryOperator<Tensor> standardize = standardize(table.inputTable());
    DataLoader training =
        new DataLoader(parts.getFirst(), options.batch())
            .shuffled(options.seed())
            .transformed(standardize);
    DataLoader validation = new DataLoader(parts.getLast(), 256).transformed(standardize);
    int inputs = table.inputs().size();
    new Recipe("table", "validation/r2", Goal.LARGER, out)
        .run(
            options,
            options.epochs(50),
            options.lr(0.01),
            new Sequential(
                new Linear(inputs, 64),
                new ReLU(),
                new Linear(64, 64),
                new ReLU(),
                new Linear(64, 1)),
            training,
            validation,
            (model, optimizer) ->
                Trainer.of(model, optimizer, (y, wanted) -> y.sub(wanted).square().mean())
                    .metric("mae", MeanAbsoluteError::new)
                    .metric("r2", R2Score::new));
    return 0;
  }

  /** To mean 0 and deviation 1 in each column; columns of one value become 0. */
  private static UnaryOperator<Tensor> standardize(Tensor inputs) {
    Tensor mean = inputs.mean(true, 0);
    Tensor deviation = inputs.std(0, true, 0).clampMin(1e-6);
    return x -> x.sub(mean).div(deviation);
  }
}
