package dev.narae.examples;

import dev.narae.examples.doctor.DoctorReport;
import dev.narae.examples.doctor.Examination;
import dev.narae.examples.doctor.ReportJson;
import dev.narae.examples.doctor.ReportText;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code narae doctor}: whether Narae works here, and what to do if not. */
@Command(
    name = "doctor",
    description = {
      "Look at Java, backends and libraries, and train a little on every device.",
      "",
      "For each problem it names the line to add or the package to install. The exit code is 0"
          + " only",
      "if the default device works.",
      ""
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class DoctorCommand implements Callable<Integer> {
  private static final double LONGEST_SECONDS = 600;

  private final PrintStream out;

  @Option(
      names = "--device",
      paramLabel = "NAME",
      description = "Take this for the default device, such as cpu or cuda:0.")
  private @Nullable String device;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "How long to train on each device (default: ${DEFAULT-VALUE}).")
  private double seconds = 5;

  @Option(names = "--json", description = "Print one JSON object instead of lines.")
  private boolean json;

  DoctorCommand(PrintStream out) {
    this.out = out;
  }

  @Override
  public Integer call() {
    if (!(seconds > 0 && seconds <= LONGEST_SECONDS)) {
      throw new UserException("--seconds must be above 0 and at most 600, but is " + seconds);
    }
    DoctorReport report = Examination.run(device, seconds);
    out.print(json ? ReportJson.of(report) + "\n" : ReportText.of(report));
    return report.healthy() ? 0 : Failures.USER;
  }
}
