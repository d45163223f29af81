package dev.narae.examples.lab;

import dev.narae.examples.mnist.SmallMnist;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What came of each item, run once for all tests that ask. */
public final class LabOutcomes {
  private static final Map<String, LabOutcome> DONE = new ConcurrentHashMap<>();

  private LabOutcomes() {}

  /** All items, in the order of the book. */
  public static List<LabOutcome> all() {
    return LabEntry.ALL.stream().map(entry -> of(entry.number())).toList();
  }

  /**
   * One item. That with the digits has a few easy ones to learn, for the whole of MNIST takes too
   * long here: its accuracy is not that of the report.
   */
  public static LabOutcome of(String number) {
    return DONE.computeIfAbsent(number, LabOutcomes::run);
  }

  private static LabOutcome run(String number) {
    LabEntry entry = LabEntry.select(List.of(number)).getFirst();
    try {
      LabSettings settings = number.equals("9") ? few() : LabSettings.DEFAULT;
      Findings findings = new Findings(settings);
      entry.item().run(findings);
      return new LabOutcome(entry, findings.all(), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static LabSettings few() throws IOException {
    Path folder = Files.createTempDirectory("digits");
    SmallMnist.write(folder, 320, 50);
    return new LabSettings(2, folder);
  }
}
