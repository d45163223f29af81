package dev.narae.examples;

import dev.narae.Backends;
import dev.narae.DeviceException;
import dev.narae.spi.BackendProvider;
import dev.narae.spi.Probe;
import java.io.PrintStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** {@code narae devices}: what could compute here, what cannot and why, and what is the default. */
@Command(
    name = "devices",
    description = "List the backends found, whether they can run here, and the default device.",
    mixinStandardHelpOptions = true)
final class DevicesCommand implements Runnable {
  private final PrintStream out;

  DevicesCommand(PrintStream out) {
    this.out = out;
  }

  @Override
  public void run() {
    List<BackendProvider> providers = Backends.providers();
    if (providers.isEmpty()) {
      throw new UserException(
          "no backend was found; add narae-cpu-backend or narae-cuda-backend to the class path");
    }
    out.printf("%-8s %8s   %s%n", "backend", "priority", "state");
    providers.forEach(provider -> out.println(row(provider)));
    out.println();
    out.println(defaultDevice());
  }

  static String row(BackendProvider provider) {
    String state =
        switch (provider.probe()) {
          case Probe.Available(int devices, String description) ->
              "available, " + devices + (devices == 1 ? " device: " : " devices: ") + description;
          case Probe.Unavailable(String reason) -> "unavailable: " + reason;
        };
    return String.format("%-8s %8d   %s", provider.name(), provider.priority(), state);
  }

  private static String defaultDevice() {
    String why = reason(System.getProperty("narae.device"), System.getenv("NARAE_DEVICE"));
    try {
      return "Default device: " + Backends.defaultDevice() + " (" + why + ")";
    } catch (DeviceException e) {
      return "Default device: none (" + why + "): " + e.getMessage();
    }
  }

  /** The same order of precedence as {@link Backends}. */
  static String reason(@Nullable String property, @Nullable String environment) {
    if (property != null && !property.isBlank()) {
      return "named by the system property narae.device";
    }
    if (property == null && environment != null && !environment.isBlank()) {
      return "named by the environment variable NARAE_DEVICE";
    }
    return "the available backend of the highest priority";
  }
}
