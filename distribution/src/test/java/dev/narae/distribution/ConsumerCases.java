package dev.narae.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * A program outside of this build that depends on what it publishes chooses a backend at run time.
 * Names that do not exist show that each way of choosing is heard, and which is heard first.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ConsumerCases {
  private static final String UNKNOWN = "there is no backend named 'tpu'";

  private final Sample sample;
  private final List<String> path;
  private final String result;

  /**
   * Builds the program.
   *
   * @param name of its folder
   * @param path the flags of Java that lead to its main class
   * @param result what it prints before the device
   */
  ConsumerCases(String name, List<String> path, String result)
      throws IOException, InterruptedException {
    this.sample = Sample.build(name);
    this.path = path;
    this.result = result;
  }

  private Outcome run(Map<String, String> environment, List<String> flags, String... arguments)
      throws Exception {
    List<String> command = new ArrayList<>(flags);
    command.addAll(path);
    command.addAll(List.of(arguments));
    return sample.run(environment, command.toArray(String[]::new));
  }

  private void computesOn(String device, Outcome outcome) {
    assertEquals(0, outcome.status(), outcome.err());
    assertTrue(outcome.out().strip().matches(result + " on " + device), outcome.out());
  }

  private static void refuses(String device, Outcome outcome) {
    assertEquals(2, outcome.status(), outcome.out());
    assertEquals("", outcome.out());
    assertTrue(outcome.err().contains("device " + device + ": " + UNKNOWN), outcome.err());
    assertTrue(outcome.err().contains("Backends found:\n"), outcome.err());
    assertTrue(outcome.err().contains("  cpu: "), outcome.err());
  }

  @Test
  void takesWhatIsThere() throws Exception {
    computesOn("(cpu|cuda)", run(Map.of(), List.of()));
  }

  @Test
  void byProperty() throws Exception {
    Outcome outcome = run(Map.of("NARAE_DEVICE", "tpu"), List.of("-Dnarae.device=cpu"));
    computesOn("cpu", outcome);
    assertTrue(!outcome.err().contains("scalar"), outcome.err());
  }

  @Test
  void byEnvironment() throws Exception {
    computesOn("cpu", run(Map.of("NARAE_DEVICE", "cpu"), List.of()));
  }

  @Test
  void byCode() throws Exception {
    computesOn("cpu", run(Map.of(), List.of("-Dnarae.device=tpu"), "cpu"));
  }

  @Test
  void wrongNameAsProperty() throws Exception {
    refuses("tpu", run(Map.of("NARAE_DEVICE", "cpu"), List.of("-Dnarae.device=tpu")));
  }

  @Test
  void wrongNameInTheEnvironment() throws Exception {
    refuses("tpu", run(Map.of("NARAE_DEVICE", "tpu"), List.of()));
  }

  @Test
  void wrongNameInCode() throws Exception {
    refuses("tpu:1", run(Map.of(), List.of("-Dnarae.device=cpu"), "tpu:1"));
  }
}
