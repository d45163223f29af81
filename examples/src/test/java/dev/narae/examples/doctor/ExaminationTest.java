package dev.narae.examples.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.Backends;
import dev.narae.DeviceException;
import dev.narae.spi.Backend;
import dev.narae.spi.BackendProvider;
import dev.narae.spi.Diagnosis;
import dev.narae.spi.Probe;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the doctor concludes from what backends tell. */
class ExaminationTest {
  private static final DeviceChoice NOTHING_NAMED = DeviceChoice.of(null, null, null);

  /** A backend that core does not know, so that its devices cannot compute. */
  private record Fake(Probe probe, Diagnosis diagnosis) implements BackendProvider {
    @Override
    public String name() {
      return "fake";
    }

    @Override
    public int priority() {
      return 500;
    }

    @Override
    public Diagnosis diagnose() {
      return diagnosis;
    }

    @Override
    public Backend open(int ordinal) {
      throw new DeviceException("fake:%d: it is only a test".formatted(ordinal));
    }
  }

  private static BackendProvider cpu() {
    return Backends.providers().stream()
        .filter(provider -> provider.name().equals("cpu"))
        .findFirst()
        .orElseThrow();
  }

  private static DoctorReport examine(DeviceChoice choice, BackendProvider... providers) {
    return Examination.run(List.of(providers), choice, 0.01);
  }

  @Test
  void aBackendThatCannotRunHereDoesNotMatterToAnother() {
    Fake fake =
        new Fake(
            new Probe.Unavailable("no unicorn"),
            new Diagnosis(
                List.of(new Diagnosis.Fact("unicorns", "none")),
                List.of(new Diagnosis.Problem("no unicorn", "fetch a unicorn", true))));
    DoctorReport report = examine(NOTHING_NAMED, fake, cpu());
    assertTrue(report.healthy(), report.toString());
    assertEquals("cpu", report.defaultDevice().name());
    String text = ReportText.of(report);
    assertTrue(text.contains("\nfake: unavailable: no unicorn\n  unicorns               none\n"));
    assertTrue(text.contains("\n✗ fake: no unicorn\n  → fetch a unicorn\n"), text);
    assertTrue(text.endsWith("\nThe default device works.\n"), text);
  }

  @Test
  void aNamedBackendThatCannotRunIsNotReplaced() {
    Fake fake = new Fake(new Probe.Unavailable("no unicorn"), Diagnosis.NONE);
    DoctorReport report = examine(DeviceChoice.of(null, "fake", "cpu"), fake, cpu());
    assertFalse(report.healthy());
    assertEquals(
        new DefaultDevice(
            "fake",
            "named by the system property narae.device; 'cpu' in the environment variable"
                + " NARAE_DEVICE comes after it",
            false),
        report.defaultDevice());
    assertTrue(
        report
            .problems()
            .contains(
                new Issue(
                    "fake",
                    "device fake is not available: no unicorn",
                    "name one that is there (cpu), or none at all",
                    true)),
        report.problems().toString());
  }

  @Test
  void aDeviceThatFailsIsReportedWithItsReason() {
    Fake fake = new Fake(new Probe.Available(2, "two unicorns"), Diagnosis.NONE);
    DoctorReport report = examine(NOTHING_NAMED, fake, cpu());
    assertFalse(report.healthy());
    assertEquals("fake", report.defaultDevice().name());
    SelfTest test = report.backends().getFirst().selfTests().get(1);
    assertEquals("fake:1", test.device());
    assertEquals("device fake:1: there is no backend named 'fake'.", test.failure());
    assertTrue(
        ReportText.of(report).contains("self-test fake:1       ✗ device fake:1: there is no"));
  }

  @Test
  void whatIsOnlySlowerHarmsNobody() {
    BackendProvider cpu = cpu();
    Diagnosis slower =
        new Diagnosis(List.of(), List.of(new Diagnosis.Problem("slow", "be patient", false)));
    Fake fake = new Fake(new Probe.Unavailable("none"), slower);
    DoctorReport report = examine(NOTHING_NAMED, fake, cpu);
    assertTrue(report.healthy());
    assertTrue(ReportText.of(report).contains("\n! fake: slow\n  → be patient\n"));
  }

  @Test
  void devicesThatDoNotExist() {
    assertProblem("cpu:3", "device cpu:3 does not exist: there are 1 cpu devices, numbered from 0");
    assertProblem("tpu", "device tpu: there is no backend named 'tpu'");
    assertProblem(
        "cpu,cuda",
        "device 'cpu,cuda' is not a device name; write a type and perhaps a number, as in cpu or"
            + " cuda:1");
  }

  private static void assertProblem(String named, String text) {
    DoctorReport report = examine(DeviceChoice.of(named, null, null), cpu());
    assertFalse(report.healthy());
    assertTrue(
        report.problems().stream().anyMatch(problem -> problem.text().equals(text)),
        report.problems().toString());
  }

  @Test
  void withoutAnyBackend() {
    DoctorReport report = examine(NOTHING_NAMED);
    assertFalse(report.healthy());
    assertTrue(
        ReportText.of(report)
            .contains(
                "✗ backends: no backend was found\n  → add the artifact dev.narae:narae-cpu-backend"
                    + " or dev.narae:narae-cuda-backend\n"));
  }

  @Test
  void whoDecides() {
    String priority = "the available backend of the highest priority";
    assertEquals(new DeviceChoice(null, priority), DeviceChoice.of(null, null, null));
    assertEquals(new DeviceChoice(null, priority), DeviceChoice.of(null, null, " "));
    assertEquals(
        new DeviceChoice(
            null, priority + "; 'cuda' in the environment variable NARAE_DEVICE comes after it"),
        DeviceChoice.of(null, "", "cuda"));
    assertEquals(
        new DeviceChoice("cpu", "named by the environment variable NARAE_DEVICE"),
        DeviceChoice.of(null, null, "cpu"));
    assertEquals(
        new DeviceChoice("cpu", "named by the option --device"),
        DeviceChoice.of("cpu", "cpu", "cpu"));
  }

  @Test
  void sizesForPeople() {
    assertEquals("0 bytes", Bytes.format(0));
    assertEquals("256 MiB", Bytes.format(256L << 20));
    assertEquals("1.5 GiB", Bytes.format(3L << 29));
    assertEquals("8 EiB", Bytes.format(Long.MAX_VALUE));
  }
}
