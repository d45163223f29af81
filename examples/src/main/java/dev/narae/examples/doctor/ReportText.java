package dev.narae.examples.doctor;

import java.util.Locale;
import java.util.Map;

/** The report for people. */
public final class ReportText {
  private static final int INDENT = 24;

  /** Longer values go on below; what has no spaces stays in one piece. */
  private static final int WIDTH = 100;

  private final StringBuilder text = new StringBuilder();

  private ReportText() {}

  /** The report as lines, the last of which is ended too. */
  public static String of(DoctorReport report) {
    ReportText text = new ReportText();
    text.line("java");
    text.facts(report.java());
    report.backends().forEach(text::backend);
    text.line("");
    text.defaultDevice(report.defaultDevice());
    report.problems().forEach(text::problem);
    text.line("");
    text.line(text.verdict(report));
    return text.text.toString();
  }

  private void backend(BackendReport backend) {
    line("");
    line(
        "%s: %s%s"
            .formatted(
                backend.name(), backend.available() ? "" : "unavailable: ", backend.state()));
    facts(backend.facts());
    backend.selfTests().forEach(this::selfTest);
  }

  private void selfTest(SelfTest test) {
    fact(
        "self-test " + test.device(),
        test.failure() == null
            ? String.format(
                Locale.ROOT,
                "✓ %d steps in %.1f s, loss %.3f → %.3f, %.1f %% right",
                test.steps(),
                test.seconds(),
                test.firstLoss(),
                test.lastLoss(),
                100 * test.accuracy())
            : "✗ " + test.failure());
  }

  private void facts(Map<String, String> facts) {
    facts.forEach(this::fact);
  }

  private void fact(String name, String value) {
    StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "  %-22s", name));
    int width = row.length();
    for (String word : value.split(" ", -1)) {
      if (width > INDENT + 1 && width + 1 + word.length() > WIDTH) {
        row.append('\n').append(" ".repeat(INDENT));
        width = INDENT;
      }
      row.append(' ').append(word);
      width += 1 + word.length();
    }
    line(row.toString());
  }

  private void defaultDevice(DefaultDevice device) {
    line(
        "Default device: %s (%s): %s"
            .formatted(
                device.name() == null ? "none" : device.name(),
                device.why(),
                device.works() ? "works" : "does not work"));
  }

  private void problem(Issue issue) {
    line("");
    line("%s %s: %s".formatted(issue.serious() ? "✗" : "!", issue.subject(), issue.text()));
    line("  → " + issue.remedy());
  }

  private String verdict(DoctorReport report) {
    if (!report.healthy()) {
      return "The default device does not work as it should.";
    }
    return report.problems().isEmpty() ? "All is well." : "The default device works.";
  }

  private void line(String line) {
    text.append(line.stripTrailing()).append('\n');
  }
}
