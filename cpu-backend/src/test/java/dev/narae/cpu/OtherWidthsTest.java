package dev.narae.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.narae.Backends;
import dev.narae.Device;
import dev.narae.Grad;
import dev.narae.Scope;
import dev.narae.Tensor;
import dev.narae.cpu.vector.ConvVectorWidth;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Kernels in a program that has used vectors of other widths, as batch normalisation does when it
 * converts F32 to F64: where HotSpot takes that for a reason not to inline the methods of vectors,
 * each operation makes an object.
 */
class OtherWidthsTest {
  /** Far less than an object for each vector of the smallest operation here. */
  private static final long MOST_BYTES = 15_000;

  @Test
  void kernelsMakeNoObjectsOfVectors() throws Exception {
    Assumptions.assumeTrue(ConvVectorWidth.preferredBits() >= 256, "vectors of one width only");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-Dnarae.threads=1",
                "--add-modules",
                "jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName())
            .redirectErrorStream(true)
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), out);
    assertTrue(out.contains("bytes"), out);
    out.lines()
        .filter(line -> line.contains(" bytes "))
        .forEach(line -> assertTrue(Long.parseLong(line.split(" ")[0]) < MOST_BYTES, () -> out));
  }

  /** The program of the other JVM. */
  static final class Program {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Program() {}

    /** Prints how many bytes of heap each operation takes. */
    public static void main(String[] args) {
      Tensor images = Tensor.randn(4, 8, 16, 16);
      Tensor square = Tensor.randn(192, 192);
      Tensor filters = Tensor.randn(8, 8, 5, 5);
      Map<String, Supplier<Tensor>> operations = new LinkedHashMap<>();
      operations.put("batchNorm", () -> images.batchNorm(null, null, 1e-5));
      operations.put("mm", () -> square.mm(square));
      operations.put("conv2d", () -> images.conv2d(filters, null));
      operations.put("exp", square::exp);
      operations.put("gelu", square::gelu);
      operations.put("sum", () -> square.sum(1));
      operations.put("softmax", () -> square.softmax(1));
      operations.forEach(
          (name, operation) -> System.out.println(bytes(operation) + " bytes " + name));
    }

    private static long bytes(Supplier<Tensor> operation) {
      try (var _ = Grad.noGrad()) {
        do {
          repeat(operation, 300);
        } while (!Backends.open(Device.cpu()).isWarm());
        repeat(operation, 3000);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        repeat(operation, 100);
        return (THREADS.getCurrentThreadAllocatedBytes() - before) / 100;
      }
    }

    private static void repeat(Supplier<Tensor> operation, int times) {
      for (int i = 0; i < times; i++) {
        try (Scope _ = Scope.open()) {
          var _ = operation.get();
        }
      }
    }
  }
}
