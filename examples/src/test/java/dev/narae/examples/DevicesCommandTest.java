package dev.narae.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.spi.Backend;
import dev.narae.spi.BackendProvider;
import dev.narae.spi.Probe;
import org.junit.jupiter.api.Test;

/** {@code narae devices} says what can compute, what cannot, and why the default is the default. */
class DevicesCommandTest {
  private record Fake(Probe probe) implements BackendProvider {
    @Override
    public String name() {
      return "fake";
    }

    @Override
    public int priority() {
      return 7;
    }

    @Override
    public Backend open(int ordinal) {
      throw new AssertionError("listing must not open a backend");
    }
  }

  @Test
  void showsTheStateOfAProvider() {
    assertEquals(
        "fake            7   available, 2 devices: quick",
        DevicesCommand.row(new Fake(new Probe.Available(2, "quick"))));
    assertEquals(
        "fake            7   unavailable: install a driver",
        DevicesCommand.row(new Fake(new Probe.Unavailable("install a driver"))));
  }

  @Test
  void explainsTheDefault() {
    assertEquals("named by the system property narae.device", DevicesCommand.reason("cpu", "cuda"));
    assertEquals(
        "named by the environment variable NARAE_DEVICE", DevicesCommand.reason(null, "cuda"));
    assertEquals(
        "the available backend of the highest priority", DevicesCommand.reason(null, null));
    assertEquals("the available backend of the highest priority", DevicesCommand.reason("", "cpu"));
  }

  @Test
  void listsTheProcessor() {
    CommandRun run = CommandRun.of("devices");
    assertEquals(0, run.exitCode(), run.err());
    assertTrue(
        run.out().lines().anyMatch(line -> line.matches("cpu +\\d+ +available, 1 device: .+")),
        run.out());
    assertTrue(
        run.out().lines().anyMatch(line -> line.matches("cuda +\\d+ +(un)?available.+")),
        run.out());
    assertTrue(run.out().contains("Default device: "), run.out());
  }
}
