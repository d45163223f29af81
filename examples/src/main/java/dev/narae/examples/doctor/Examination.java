package dev.narae.examples.doctor;

import dev.narae.Backends;
import dev.narae.Device;
import dev.narae.DeviceException;
import dev.narae.spi.BackendProvider;
import dev.narae.spi.Diagnosis;
import dev.narae.spi.Probe;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks at Java, asks all backends, tests all devices, and sums up. */
public final class Examination {
  private final List<BackendProvider> providers;
  private final DeviceChoice choice;
  private final double seconds;
  private final List<BackendReport> backends = new ArrayList<>();
  private final List<Issue> problems = new ArrayList<>();

  private Examination(List<BackendProvider> providers, DeviceChoice choice, double seconds) {
    this.providers = providers;
    this.choice = choice;
    this.seconds = seconds;
  }

  /**
   * Examines this process and this machine.
   *
   * @param device the device to take for the default, or null for the usual order of precedence
   * @param seconds how long the self-test of each device may take
   */
  public static DoctorReport run(@Nullable String device, double seconds) {
    return run(Backends.providers(), DeviceChoice.here(device), seconds);
  }

  static DoctorReport run(List<BackendProvider> providers, DeviceChoice choice, double seconds) {
    return new Examination(providers, choice, seconds).report();
  }

  private DoctorReport report() {
    JavaExamination java = new JavaExamination();
    problems.addAll(java.problems());
    providers.forEach(this::examine);
    if (providers.isEmpty()) {
      problems.add(
          new Issue(
              "backends",
              "no backend was found",
              "add the artifact dev.narae:narae-cpu-backend or dev.narae:narae-cuda-backend",
              true));
    }
    DefaultDevice chosen = defaultDevice();
    boolean hindered =
        problems.stream()
            .anyMatch(
                problem -> problem.serious() && problem.subject().equals(type(chosen.name())));
    problems.sort(Comparator.comparing(problem -> !problem.serious()));
    return new DoctorReport(chosen.works() && !hindered, java.facts(), backends, chosen, problems);
  }

  private static String type(@Nullable String device) {
    return device == null ? "" : device.replaceFirst(":.*", "");
  }

  private void examine(BackendProvider provider) {
    Diagnosis diagnosis = provider.diagnose();
    diagnosis.problems().forEach(problem -> problems.add(Issue.of(provider.name(), problem)));
    List<SelfTest> tests = new ArrayList<>();
    if (provider.probe() instanceof Probe.Available(int devices, String _)) {
      for (int ordinal = 0; ordinal < devices; ordinal++) {
        tests.add(test(new Device(provider.name(), ordinal)));
      }
    }
    backends.add(BackendReport.of(provider, diagnosis, tests));
  }

  private SelfTest test(Device device) {
    SelfTest test = SelfTestRun.of(device, seconds);
    if (test.failure() != null) {
      problems.add(
          new Issue(
              device.toString(),
              "the self-test failed: " + test.failure(),
              "compute on another device by -Dnarae.device=NAME, and report this with the output"
                  + " of 'narae doctor --json'",
              true));
    }
    return test;
  }

  private DefaultDevice defaultDevice() {
    String name = choice.name();
    if (name == null) {
      return backends.stream()
          .filter(BackendReport::available)
          .findFirst()
          .map(first -> judge(new Device(first.name(), 0)))
          .orElseGet(() -> new DefaultDevice(null, choice.why(), false));
    }
    Device device;
    try {
      device = Device.of(name);
    } catch (DeviceException e) {
      return unusable(name, String.valueOf(e.getMessage()));
    }
    return judge(device);
  }

  private DefaultDevice judge(Device device) {
    for (BackendReport backend : backends) {
      if (backend.name().equals(device.type())) {
        return judge(device, backend);
      }
    }
    return unusable(
        device.toString(),
        "device %s: there is no backend named '%s'".formatted(device, device.type()));
  }

  private DefaultDevice judge(Device device, BackendReport backend) {
    if (!backend.available()) {
      return unusable(
          device.toString(), "device %s is not available: %s".formatted(device, backend.state()));
    }
    return backend.selfTests().stream()
        .filter(test -> test.device().equals(device.toString()))
        .findFirst()
        .map(test -> new DefaultDevice(device.toString(), choice.why(), test.passed()))
        .orElseGet(
            () ->
                unusable(
                    device.toString(),
                    "device %s does not exist: there are %d %s devices, numbered from 0"
                        .formatted(device, backend.selfTests().size(), device.type())));
  }

  /** A device that was named never falls back to another. */
  private DefaultDevice unusable(String name, String text) {
    List<String> usable =
        backends.stream()
            .flatMap(backend -> backend.selfTests().stream())
            .map(SelfTest::device)
            .toList();
    String remedy =
        usable.isEmpty()
            ? "mend what the other problems say"
            : "name one that is there (" + String.join(", ", usable) + "), or none at all";
    problems.add(new Issue(name, text, remedy, true));
    return new DefaultDevice(name, choice.why(), false);
  }
}
