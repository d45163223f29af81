package dev.narae.cpu.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.narae.DType;
import dev.narae.cpu.Demand;
import dev.narae.cpu.OtherJvm;
import dev.narae.cpu.Warmup;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import jdk.incubator.vector.VectorShape;
import org.junit.jupiter.api.Test;

/** Whose way into compiled code HotSpot's log of compilations shows. */
class FirstCompilerTest {
  private static final String REASON =
      "COMPILE SKIPPED: Exception handler can be reached by both normal and exceptional control";

  @Test
  void kernelsAreLeftToTheSecondCompiler() throws Exception {
    String out = OtherJvm.run(Program.class, "-Xmx256m", "-XX:+PrintCompilation");
    List<String> lines = out.lines().filter(line -> line.contains("GemmKernel_")).toList();
    List<String> begun =
        lines.stream()
            .filter(line -> line.matches("\\s*\\d+\\s+\\d+[ !%sbn]+[123] .*bytes\\)"))
            .toList();
    List<String> skipped = lines.stream().filter(line -> line.contains(REASON)).toList();
    assertEquals(begun.size(), skipped.size(), out);
    assertFalse(skipped.isEmpty(), out);
  }

  /** The program of the other JVM. */
  static final class Program {
    private Program() {}

    /** Has a kernel compiled that the first compiler would take. */
    public static void main(String[] args) throws InterruptedException {
      CountDownLatch ready = new CountDownLatch(1);
      GemmVectorType type = GemmVectorType.of(DType.F32, VectorShape.preferredShape());
      try (Warmup warmup = new Warmup(() -> {})) {
        GemmTile tile = new GemmTile(3, 2, false, false);
        new GemmWarmup(warmup).submit(new Demand(), type, tile, _ -> ready.countDown());
        ready.await();
      }
    }
  }
}
