package dev.narae.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a run was made, and with what.
 *
 * @param processor its name
 * @param cores that the JVM may use
 * @param vectorBits the widest vectors
 * @param system the operating system
 * @param jdk the Java runtime
 * @param narae Narae's version
 * @param torch libtorch's version, null without it
 */
record Machine(
    String processor,
    int cores,
    int vectorBits,
    String system,
    String jdk,
    String narae,
    @Nullable String torch) {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  private static final String MODEL = "model name";

  /** This machine. */
  static Machine here(int vectorBits, @Nullable String torch) {
    return new Machine(
        model(),
        Runtime.getRuntime().availableProcessors(),
        vectorBits,
        System.getProperty("os.name") + " " + System.getProperty("os.arch"),
        System.getProperty("java.vm.name") + " " + Runtime.version(),
        version(),
        torch);
  }

  private static String version() {
    String version = Machine.class.getPackage().getImplementationVersion();
    return version == null ? "unpackaged" : version;
  }

  private static String model() {
    try (var lines = Files.lines(CPU_INFO)) {
      return lines
          .filter(line -> line.startsWith(MODEL))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      return System.getProperty("os.arch");
    }
  }
}
