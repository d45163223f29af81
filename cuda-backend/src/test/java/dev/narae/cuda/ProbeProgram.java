package dev.narae.cuda;

import dev.narae.spi.Probe;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Prints what the provider says of the machine whose file tree is the first argument. */
final class ProbeProgram {
  private ProbeProgram() {}

  /** Prints the reason, or what was found, as the last line of standard output. */
  public static void main(String[] arguments) {
    Places places = new Places(ProbeProgram::property, _ -> null, Path.of(arguments[0]));
    Discovery discovery = new Discovery(places, library -> JcudaDriver.read(library));
    switch (new CudaBackendProvider(discovery).probe()) {
      case Probe.Unavailable(String reason) -> System.out.println(reason);
      case Probe.Available(int devices, String description) ->
          System.out.println("%d: %s".formatted(devices, description));
    }
  }

  /** Nothing of this machine but its platform, so that no library is found by its settings. */
  private static @Nullable String property(String name) {
    return name.startsWith("os.") ? System.getProperty(name) : null;
  }
}
