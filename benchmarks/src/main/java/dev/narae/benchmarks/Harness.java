package dev.narae.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Has JMH measure one line of the table in processes of its own, with the flags of this one.
 *
 * @param forks how many processes
 * @param warmups how many iterations go before
 * @param iterations how many are measured in each process
 * @param iterationTime how long each takes at least
 */
record Harness(int forks, int warmups, int iterations, TimeValue iterationTime) {
  /** Vector loops reach their full speed only when the JVM has compiled them, after seconds. */
  static final Harness QUICK = new Harness(1, 8, 3, TimeValue.milliseconds(400));

  static final Harness FULL = new Harness(2, 5, 5, TimeValue.seconds(1));

  /** How much longer a workload of many kernels takes to reach its full speed. */
  private static final int KERNELS_FACTOR = 3;

  /**
   * Measures.
   *
   * @throws BenchmarkException if JMH cannot; the message ends in what JMH wrote
   */
  Measurement measure(Line line) {
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(log, true, StandardCharsets.UTF_8);
    OutputFormat format = OutputFormatFactory.createFormatInstance(out, VerboseMode.NORMAL);
    try {
      RunResult result = new Runner(options(line), format).runSingle();
      return new Measurement(line, result);
    } catch (RunnerException e) {
      throw new BenchmarkException(
          "%s: JMH could not measure it: %s".formatted(line, e.getMessage()),
          log.toString(StandardCharsets.UTF_8),
          e);
    }
  }

  private Options options(Line line) {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("^" + Pattern.quote(line.workload().benchmark()) + "$")
            .forks(forks)
            .warmupIterations(line.workload().manyKernels() ? KERNELS_FACTOR * warmups : warmups)
            .warmupTime(iterationTime)
            .measurementIterations(iterations)
            .measurementTime(iterationTime)
            .shouldFailOnError(true)
            .jvmArgsAppend(line.variant().jvmOptions());
    line.workload().parameters().forEach(options::param);
    return options.build();
  }
}
