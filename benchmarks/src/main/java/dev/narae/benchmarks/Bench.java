package dev.narae.benchmarks;

import dev.narae.benchmarks.data.DataSpeed;
import dev.narae.benchmarks.torch.Torch;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code narae bench}: measures the workloads in each way this machine allows. */
@Command(
    name = "narae bench",
    description = {
      "Measure Narae on this machine and print one table.",
      "",
      "Each line is measured by JMH in processes of its own; progress goes to standard error.",
      ""
    },
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class Bench implements Callable<Integer> {
  private static final int USER = 2;
  private static final int INTERNAL = 1;
  private static final int MOST_THREADS = 1024;
  private static final int MOST_FORKS = 20;
  private static final String NO_PEERS =
      "libtorch is not there (the launcher fetches it for Linux on x86-64): Narae is measured"
          + " alone";

  @Spec private CommandSpec spec = CommandSpec.create();
  private final PrintStream out;
  private final PrintStream err;

  @Option(
      names = "--quick",
      description = "Fewer workloads and shorter runs: less than three minutes.")
  private boolean quick;

  @Option(
      names = "--only",
      paramLabel = "REGEX",
      description = "Only lines whose 'workload, variant' contains a match, such as 'matmul.*bit'.")
  private @Nullable String only;

  @Option(
      names = "--variants",
      description = "All vector widths and one thread for every workload, not only for some.")
  private boolean everyVariant;

  @Option(names = "--threads", paramLabel = "N", description = "CPU threads (default: one a core).")
  private @Nullable Integer threads;

  @Option(
      names = "--forks",
      paramLabel = "N",
      description = "Processes for each line (default: ${DEFAULT-VALUE}).",
      defaultValue = "1")
  private int forks;

  @Option(names = "--no-peers", description = "Measure Narae alone.")
  private boolean noPeers;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Also write all figures into a file as JSON.")
  private @Nullable Path json;

  @Option(
      names = "--from",
      paramLabel = "FILE",
      description = "Take the figures of an earlier run's JSON file instead of measuring.")
  private @Nullable Path from;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Also write a page of the figures, with plots beside it: docs/performance.md.")
  private @Nullable Path report;

  @Option(
      names = "--pauses",
      description = "Only train the report's network for 10 000 steps and tell what the heap sees.")
  private boolean pauses;

  @Option(
      names = "--data",
      description = "Only the data loader, the trainer beside a loop, and a file of 1 GB.")
  private boolean data;

  @Option(
      names = "--cold",
      description = "Only whole processes, start to end, beside python3 (see benchmarks/cold.sh).")
  private boolean cold;

  @Option(names = "--list", description = "Name the lines that would be measured, and end.")
  private boolean list;

  @Option(names = "--debug", description = "Show stack traces and what JMH wrote.")
  private boolean debug;

  private Bench(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /** Runs the benchmarks; exit code 2 for a user's error, 1 for a benchmark that failed. */
  public static void main(String[] arguments) {
    System.exit(run(arguments, System.out, System.err));
  }

  /** Runs without leaving the process. */
  static int run(String[] arguments, PrintStream out, PrintStream err) {
    Bench bench = new Bench(out, err);
    return new CommandLine(bench)
        .setOut(new PrintWriter(out, true, out.charset()))
        .setErr(new PrintWriter(err, true, err.charset()))
        .setParameterExceptionHandler((failure, _) -> bench.report(failure, USER))
        .setExecutionExceptionHandler((failure, _, _) -> bench.report(failure, INTERNAL))
        .execute(arguments);
  }

  private int report(Exception failure, int exitCode) {
    String hint = exitCode == USER ? "see narae bench --help" : "see more with --debug";
    err.printf("narae bench: %s (%s)%n", failure.getMessage(), hint);
    if (debug) {
      if (failure instanceof BenchmarkException benchmark) {
        err.println(benchmark.log());
      }
      failure.printStackTrace(err);
    }
    return exitCode;
  }

  @Override
  public Integer call() throws Exception {
    checkWritable("--json", json);
    checkWritable("--report", report);
    if (cold) {
      throw bad("--cold goes through the launcher and takes no other option: ./narae bench --cold");
    }
    if (pauses) {
      Pauses measured = Pauses.measure(Pauses.STEPS);
      out.println(measured);
      return measured.isMet() ? 0 : INTERNAL;
    }
    if (data) {
      return DataSpeed.run(out) ? 0 : INTERNAL;
    }
    if (from != null) {
      rewrite(from);
      return 0;
    }
    List<Line> lines = lines();
    if (list) {
      lines.forEach(out::println);
      return 0;
    }
    Harness harness = (quick ? Harness.QUICK : Harness.FULL).withForks(forks());
    if (!peers()) {
      err.println(noPeers ? "libtorch is left out" : NO_PEERS);
    }
    measure(lines, harness);
    return 0;
  }

  private void measure(List<Line> lines, Harness harness) throws IOException {
    OffsetDateTime started = OffsetDateTime.now(ZoneId.systemDefault());
    err.println("measuring the machine's limits");
    MachineLimits limits = Harness.limits(threads());
    List<Measurement> measured = new ArrayList<>();
    for (Line line : lines) {
      err.printf("[%d/%d] %s%n", measured.size() + 1, lines.size(), line);
      measured.add(harness.measure(line));
    }
    out.print(ResultTable.of(measured, limits));
    save(record(started, limits, measured));
  }

  private boolean peers() {
    return !noPeers && Torch.isPresent();
  }

  private List<Line> lines() {
    List<Line> lines = Line.all(threads(), quick, peers(), everyVariant, wanted());
    if (lines.isEmpty()) {
      throw bad("--only '%s' matches nothing; --list names the lines".formatted(only));
    }
    return lines;
  }

  private int forks() {
    if (forks < 1 || forks > MOST_FORKS) {
      throw bad("--forks must be from 1 to %d, but is %d".formatted(MOST_FORKS, forks));
    }
    return forks;
  }

  private Predicate<String> wanted() {
    if (only == null) {
      return _ -> true;
    }
    try {
      return Pattern.compile(only).asPredicate();
    } catch (PatternSyntaxException e) {
      throw bad("--only '%s' is no regular expression: %s".formatted(only, e.getDescription()));
    }
  }

  private int threads() {
    if (threads == null) {
      return Runtime.getRuntime().availableProcessors();
    }
    if (threads < 1 || threads > MOST_THREADS) {
      throw bad("--threads must be from 1 to %d, but is %d".formatted(MOST_THREADS, threads));
    }
    return threads;
  }

  /** Rather now than after an hour of measuring. */
  private void checkWritable(String option, @Nullable Path file) {
    if (file == null) {
      return;
    }
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isWritable(folder) || Files.isDirectory(file)) {
      throw bad("%s %s cannot be written".formatted(option, file));
    }
  }

  private void rewrite(Path figures) throws IOException {
    if (json == null && report == null) {
      throw bad("--from writes --report or --json, and neither was given");
    }
    RunRecord run;
    try {
      run = RunRecord.read(figures);
    } catch (NoSuchFileException e) {
      throw bad("--from %s does not exist".formatted(figures));
    } catch (IOException e) {
      throw bad("--from " + e.getMessage());
    }
    save(run);
  }

  private void save(RunRecord run) throws IOException {
    if (json != null) {
      run.write(json);
    }
    if (report != null) {
      PerformancePage.write(run, report);
      PerformancePage.headline(run).ifPresent(out::println);
    }
  }

  private RunRecord record(
      OffsetDateTime started, MachineLimits limits, List<Measurement> measured) {
    return new RunRecord(
        started.truncatedTo(ChronoUnit.SECONDS).toString(),
        quick,
        Machine.here(Variant.widths().getFirst(), peers() ? Torch.version() : null),
        limits,
        measured.stream().map(row -> RunRecord.Row.of(row, limits)).toList());
  }

  private ParameterException bad(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
