package dev.narae.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.narae.DType;
import dev.narae.Shape;
import dev.narae.Window;
import dev.narae.expr.Expr;
import dev.narae.expr.Formula;
import dev.narae.spi.Backend;
import dev.narae.spi.FusedOp;
import dev.narae.spi.View;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Without the incubator module everything is computed by scalar loops, and one line says so. */
class ScalarFallbackTest {

  @Test
  void aJvmWithoutTheVectorApi() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process process =
        new ProcessBuilder(
                java,
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName())
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(
        List.of(
            "narae: the Vector API is missing, so cpu computes with slow scalar loops; start java"
                + " with --add-modules jdk.incubator.vector"),
        err.lines().toList());
    assertEquals(
        List.of("matmul [19.0, 22.0, 43.0, 50.0]", "map [2.0, 3.0]", "conv2d [10.0]", "sum [3.0]"),
        out.lines().toList());
    assertEquals(0, process.waitFor());
  }

  /** The program of the other JVM. */
  static final class Program {
    private Program() {}

    /** Computes a little of everything. */
    public static void main(String[] args) {
      try (Backend opened = new CpuBackendProvider().open(0)) {
        CpuBackend backend = (CpuBackend) opened;
        View a = view(backend, Shape.of(1, 2, 2), 1, 2, 3, 4);
        View b = view(backend, Shape.of(1, 2, 2), 5, 6, 7, 8);
        View product = view(backend, Shape.of(1, 2, 2), 0, 0, 0, 0);
        backend.matmul(a, b, product, null);
        print("matmul", product);
        View x = view(backend, Shape.of(2), 1, 2);
        View y = view(backend, Shape.of(2), 0, 0);
        Formula increment = Formula.unary("increment", v -> v.add(Expr.constant(1)));
        backend.map(increment.kernel(DType.F32, DType.F32), new long[0], List.of(x), y);
        print("map", y);
        View image = view(backend, Shape.of(1, 1, 2, 2), 1, 2, 3, 4);
        View ones = view(backend, Shape.of(1, 1, 2, 2), 1, 1, 1, 1);
        View result = view(backend, Shape.of(1, 1, 1, 1), 0);
        Window window = new Window(1, 1, 0, 0, 1, 1);
        backend.tryFused(
            new FusedOp.Conv2d(window, 1, false), List.of(image, ones), List.of(result));
        print("conv2d", result);
        View sum = view(backend, Shape.of(1), 0);
        Formula identity = Formula.unary("identity", v -> v);
        backend.reduce(
            dev.narae.spi.ReduceKind.SUM,
            identity.kernel(DType.F32, DType.F32),
            new long[0],
            List.of(x),
            sum);
        print("sum", sum);
      }
    }

    private static View view(CpuBackend backend, Shape shape, double... values) {
      return Sample.dense(backend, DType.F32, shape, values);
    }

    private static void print(String name, View view) {
      System.out.println(name + " " + Arrays.toString(Sample.values(view)));
    }
  }
}
