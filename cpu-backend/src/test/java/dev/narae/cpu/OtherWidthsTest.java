package dev.narae.cpu;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.narae.Backends;
import dev.narae.ConvOptions;
import dev.narae.Device;
import dev.narae.Grad;
import dev.narae.Scope;
import dev.narae.Tensor;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * Kernels in a program that has used vectors of other widths, as batch normalisation does when it
 * converts F32 to F64: where HotSpot takes that for a reason not to inline the methods of vectors,
 * each operation makes an object.
 */
class OtherWidthsTest {
  /** Far less than an object for each vector of the smallest operation here. */
  private static final long MOST_BYTES = 40_000;

  /** Measurements until one has to be good. */
  private static final int MOST_ROUNDS = 100;

  @Test
  void kernelsMakeNoObjectsOfVectors() throws Exception {
    String out = OtherJvm.run(Program.class, "-Xmx512m", "-Dnarae.threads=1");
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
      Tensor many = Tensor.randn(32, 10, 24, 24);
      Tensor square = Tensor.randn(192, 192);
      Tensor filters = Tensor.randn(8, 8, 5, 5);
      Tensor few = Tensor.randn(32, 32);
      Tensor narrow = Tensor.randn(32, 80);
      Tensor planes = Tensor.randn(4, 32, 10, 8);
      Tensor squares = Tensor.randn(32, 32, 3, 3);
      Tensor single = Tensor.randn(8, 1, 3, 3);
      ConvOptions options = ConvOptions.DEFAULT.groups(8);
      Map<String, Supplier<Tensor>> operations = new LinkedHashMap<>();
      operations.put("batchNorm", () -> images.batchNorm(null, null, 1e-5));
      operations.put("mm", () -> square.mm(square));
      operations.put("conv2d", () -> images.conv2d(filters, null));
      operations.put("maxPool2d", () -> images.maxPool2d(2));
      // Blocks of planes in turn, which would make 190 kB of arrays if each had its own.
      operations.put("pooled blocks", () -> many.maxPool2d(2));
      operations.put("depthwise", () -> images.conv2d(single, null, options));
      operations.put("rand", () -> Tensor.rand(192, 192));
      operations.put("exp", square::exp);
      operations.put("gelu", square::gelu);
      operations.put("sum", () -> square.sum(1));
      operations.put("softmax", () -> square.softmax(1));
      // Last, when the JDK's methods have seen vectors of all classes.
      operations.put("tiles", () -> planes.conv2d(squares, null));
      operations.put("small mm", () -> few.mm(narrow));
      operations.forEach(
          (name, operation) -> System.out.println(bytes(operation) + " bytes " + name));
    }

    private static long bytes(Supplier<Tensor> operation) {
      try (var _ = Grad.noGrad()) {
        do {
          repeat(operation, 300);
        } while (!Backends.open(Device.cpu()).isWarm());
        // While the compiler is still at work, a kernel may run in a form that makes objects.
        long bytes = bytesNow(operation);
        for (int round = 1; round < MOST_ROUNDS && bytes >= MOST_BYTES; round++) {
          bytes = bytesNow(operation);
        }
        return bytes;
      }
    }

    private static long bytesNow(Supplier<Tensor> operation) {
      repeat(operation, 500);
      long before = THREADS.getCurrentThreadAllocatedBytes();
      repeat(operation, 100);
      return (THREADS.getCurrentThreadAllocatedBytes() - before) / 100;
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
