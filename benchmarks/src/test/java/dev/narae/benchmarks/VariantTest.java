package dev.narae.benchmarks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Which ways of computing a run compares. */
class VariantTest {
  private static List<String> names(List<Variant> variants) {
    return variants.stream().map(Variant::toString).toList();
  }

  @Test
  void takesAllWidthsAndOneThread() {
    assertEquals(
        List.of(
            "512-bit, 4 threads",
            "512-bit, 1 thread",
            "256-bit, 4 threads",
            "128-bit, 4 threads",
            "scalar, 4 threads"),
        names(Variant.of(List.of(512, 256, 128, 0), 4, false)));
  }

  @Test
  void withoutVectorsOrSecondThreadThereIsOneWay() {
    assertEquals(List.of("scalar, 1 thread"), names(Variant.of(List.of(0), 1, false)));
  }

  @Test
  void theGpuComesLast() {
    Variant gpu = Variant.of(List.of(256, 0), 2, true).getLast();
    assertEquals("cuda", gpu.toString());
    assertArrayEquals(new String[] {"-Dnarae.device=cuda"}, gpu.jvmOptions());
  }

  @Test
  void asksTheBackendWhatItCanDo() {
    List<Integer> widths = Variant.widths();
    assertEquals(0, widths.getLast());
    assertEquals(widths.stream().sorted((a, b) -> b - a).toList(), widths);
    assertEquals(null, System.getProperty("narae.vector.bits"));
  }

  @Test
  void tellsTheMeasuredProcessByProperties() {
    assertArrayEquals(
        new String[] {"-Dnarae.device=cpu", "-Dnarae.vector.bits=128", "-Dnarae.threads=2"},
        Variant.cpu(128, 2).jvmOptions());
  }
}
