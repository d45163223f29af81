package dev.narae.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Has JMH measure one line of the table in processes of its own, with the flags of this one.
 *
 * @param forks how many processes
 * @param turns of each side in each process
 * @param longestWarmup the most milliseconds that a side may take to reach its full speed
 * @param rest whether the JVM's compilers must be at rest by then
 */
record Harness(int forks, int turns, long longestWarmup, boolean rest) {
  static final Harness QUICK = new Harness(1, 6, 12_000, false);
  static final Harness FULL = new Harness(1, 14, 30_000, true);

  private static final TimeValue LIMIT_TIME = TimeValue.milliseconds(150);
  private static final int LIMIT_ITERATIONS = 6;

  /** JavaCPP releases at once what a scope ends; it need not ask the collector or the system. */
  private static final List<String> JAVACPP =
      List.of(
          "-Dorg.bytedeco.javacpp.nopointergc=true",
          "-Dorg.bytedeco.javacpp.maxbytes=0",
          "-Dorg.bytedeco.javacpp.maxphysicalbytes=0");

  Harness withForks(int count) {
    return new Harness(count, turns, longestWarmup, rest);
  }

  /**
   * Measures.
   *
   * @throws BenchmarkException if JMH cannot; the message ends in what JMH wrote
   */
  Measurement measure(Line line) {
    ChainedOptionsBuilder options =
        options(PairBenchmark.class, "pair")
            .forks(forks)
            .warmupIterations(0)
            .measurementIterations(turns)
            .jvmArgsAppend(arguments(line))
            .param("workload", line.workload().name())
            .param("peer", Boolean.toString(line.peer()))
            .param("warmup", Long.toString(longestWarmup))
            .param("rest", Boolean.toString(rest));
    return Measurement.of(line, run(line.toString(), options));
  }

  private static String[] arguments(Line line) {
    List<String> all = new ArrayList<>(JAVACPP);
    all.addAll(List.of(line.variant().jvmOptions()));
    return all.toArray(String[]::new);
  }

  /** Measures what the machine can do with so many threads. */
  static MachineLimits limits(int threads) {
    return new MachineLimits(
        threads,
        threads * MachineBenchmark.flops() / limit("fma", threads),
        threads * MachineBenchmark.bytes() / limit("stream", threads));
  }

  /** The time of the fastest iteration: a limit is what can be reached. */
  private static double limit(String method, int threads) {
    ChainedOptionsBuilder options =
        options(MachineBenchmark.class, method)
            .forks(1)
            .threads(threads)
            .warmupIterations(LIMIT_ITERATIONS)
            .warmupTime(LIMIT_TIME)
            .measurementIterations(LIMIT_ITERATIONS)
            .measurementTime(LIMIT_TIME);
    return run(method, options).getBenchmarkResults().stream()
        .flatMap(fork -> fork.getIterationResults().stream())
        .mapToDouble(iteration -> iteration.getPrimaryResult().getScore())
        .min()
        .orElseThrow();
  }

  private static ChainedOptionsBuilder options(Class<?> benchmark, String method) {
    String name = benchmark.getName() + "." + method;
    return new OptionsBuilder().include("^" + Pattern.quote(name) + "$").shouldFailOnError(true);
  }

  private static RunResult run(String what, ChainedOptionsBuilder options) {
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(log, true, StandardCharsets.UTF_8);
    OutputFormat format = OutputFormatFactory.createFormatInstance(out, VerboseMode.NORMAL);
    try {
      return new Runner(options.build(), format).runSingle();
    } catch (RunnerException e) {
      throw new BenchmarkException(
          "%s: JMH could not measure it: %s".formatted(what, e.getMessage()),
          log.toString(StandardCharsets.UTF_8),
          e);
    }
  }
}
