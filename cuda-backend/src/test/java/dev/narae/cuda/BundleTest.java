package dev.narae.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The folder that {@code gpu-bundle.sh} has made starts from another directory and with an empty
 * environment, and all its commands run, here on the simulated GPU. Asked for by {@code
 * -Dnarae.bundle=true}; takes one to four minutes, most of it for g++.
 */
@EnabledIfSystemProperty(named = "narae.bundle", matches = "true")
class BundleTest {
  private static final Path BUNDLE = Path.of("target", "narae-gpu").toAbsolutePath();
  private static final long MOST_BYTES = 60L << 20;

  /** Compiled kernels, which all commands share as on a real host. */
  @TempDir private static Path cache;

  @TempDir private Path elsewhere;

  @BeforeAll
  static void isThere() {
    assertTrue(Files.isDirectory(BUNDLE), BUNDLE + " is not there; start gpu-bundle.sh before");
  }

  /** What a command wrote and its exit code. */
  private record Run(int exit, String out) {}

  private Run run(Map<String, String> environment, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(BUNDLE.resolve("run.sh").toString()));
    command.addAll(List.of(arguments));
    Path out = elsewhere.resolve("out");
    ProcessBuilder builder = new ProcessBuilder(command).directory(elsewhere.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    int exit = builder.redirectErrorStream(true).redirectOutput(out.toFile()).start().waitFor();
    return new Run(exit, Files.readString(out));
  }

  /** A machine whose driver and libraries are the simulated ones. */
  private Run onSimulatedGpu(String... arguments) throws Exception {
    return onSimulatedGpu(Map.of(), arguments);
  }

  private Run onSimulatedGpu(Map<String, String> more, String... arguments) throws Exception {
    Path root = SimulatedGpu.root();
    String libraries = root.resolve("usr/lib64") + ":" + root.resolve("usr/local/cuda-13.0/lib64");
    Map<String, String> environment = new HashMap<>(more);
    environment.put("LD_LIBRARY_PATH", libraries);
    environment.put("XDG_CACHE_HOME", cache.toString());
    environment.put("JDK_JAVA_OPTIONS", "-Dnarae.test.steps=2");
    return run(environment, arguments);
  }

  @Test
  void isSmall() throws IOException {
    try (Stream<Path> files = Files.walk(BUNDLE)) {
      long bytes = files.filter(Files::isRegularFile).mapToLong(f -> f.toFile().length()).sum();
      assertTrue(bytes <= MOST_BYTES, bytes + " bytes");
    }
  }

  @Test
  void saysWhatIsMissing() throws Exception {
    Run doctor = run(Map.of(), "doctor");
    assertTrue(doctor.out.contains("openjdk version") && doctor.out.contains("cuda"), doctor.out);
    Run check = run(Map.of(), "check", "--quick");
    assertTrue(check.exit != 0 && check.out.contains("NVIDIA driver"), check.out);
    Run nonsense = run(Map.of(), "nonsense");
    assertEquals(2, nonsense.exit);
    assertTrue(nonsense.out.startsWith("run.sh: there is no command 'nonsense'"), nonsense.out);
    assertEquals(0, run(Map.of(), "help").exit);
  }

  @Test
  void findsTheGpu() throws Exception {
    Run doctor = onSimulatedGpu("doctor");
    assertEquals(0, doctor.exit, doctor.out);
    assertTrue(doctor.out.contains("Simulated GPU (compute capability 9.0"), doctor.out);
  }

  @Test
  void checks() throws Exception {
    Run check = onSimulatedGpu("check", "--quick");
    assertEquals(0, check.exit, check.out);
    assertTrue(check.out.contains(" 3 tests successful "), check.out);
  }

  /** Three, and the golden case of the cell in two dtypes. */
  @Test
  void checksModules() throws Exception {
    Run check = onSimulatedGpu("check", "--modules", "LSTMCell");
    assertEquals(0, check.exit, check.out);
    assertTrue(check.out.contains(" 5 tests successful "), check.out);
  }

  @Test
  void measures() throws Exception {
    Run bench =
        onSimulatedGpu(
            Map.of("CHECKS", "sanitize", "SAMPLES", "1", "MILLIS", "1"), "bench", "add 1 handed");
    assertEquals(0, bench.exit, bench.out);
    assertTrue(bench.out.contains("\n| add 1 handed over | "), bench.out);
    assertTrue(bench.out.contains("| `./run.sh sanitize` | not run: "), bench.out);
    assertTrue(Files.readString(BUNDLE.resolve("bench-cuda.md")).startsWith("# Figures on GPUs"));
  }

  /** The tool is a part of CUDA's toolkit; here it is a script that starts what it is given. */
  @Test
  void sanitizes() throws Exception {
    Run none = onSimulatedGpu("sanitize");
    assertEquals(3, none.exit, none.out);
    assertTrue(none.out.contains("compute-sanitizer"), none.out);
    Path tool = Files.createDirectories(elsewhere.resolve("bin")).resolve("compute-sanitizer");
    Files.writeString(tool, "#!/bin/sh\nshift 4\nexec \"$@\"\n");
    assertTrue(tool.toFile().setExecutable(true));
    Run run = onSimulatedGpu(Map.of("CUDA_HOME", elsewhere.toString()), "sanitize", "maxPool2d");
    assertEquals(0, run.exit, run.out);
    assertTrue(
        run.out.contains("--tool memcheck") && run.out.contains("--tool racecheck"), run.out);
    assertTrue(!run.out.contains(" 0 tests successful"), run.out);
  }

  @Test
  void trains() throws Exception {
    Path data = Files.createDirectory(elsewhere.resolve("data"));
    for (String part : List.of("train", "t10k")) {
      Files.write(data.resolve(part + "-images-idx3-ubyte"), idx(0x803, 64, 28, 28));
      Files.write(data.resolve(part + "-labels-idx1-ubyte"), idx(0x801, 64));
    }
    Run train = onSimulatedGpu("train", "--epochs", "1", "--data", data.toString(), "--out", "run");
    assertEquals(0, train.exit, train.out);
    assertTrue(Files.isDirectory(elsewhere.resolve("run")), train.out);
  }

  /** An IDX file of bytes below 10. */
  private static byte[] idx(int magic, int... extents) {
    int count = 1;
    for (int extent : extents) {
      count *= extent;
    }
    ByteBuffer file = ByteBuffer.allocate(4 + 4 * extents.length + count).putInt(magic);
    for (int extent : extents) {
      file.putInt(extent);
    }
    for (int i = 0; i < count; i++) {
      file.put((byte) (i * 7 % 10));
    }
    return file.array();
  }
}
