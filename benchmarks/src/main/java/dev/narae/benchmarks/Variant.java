package dev.narae.benchmarks;

import dev.narae.Backends;
import dev.narae.DeviceException;
import dev.narae.spi.BackendProvider;
import dev.narae.spi.Probe;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A way to compute on the processor.
 *
 * @param vectorBits the width of vectors, 0 for scalar loops
 * @param threads how many threads
 */
record Variant(int vectorBits, int threads) {
  private static final String VECTOR_BITS = "narae.vector.bits";
  private static final String THREADS = "narae.threads";
  private static final int[] WIDTHS = {512, 256, 128, 0};

  /** The widths that this processor and the JVM's flags allow, widest first. */
  static List<Integer> widths() {
    BackendProvider cpu =
        Backends.providers().stream()
            .filter(provider -> provider.name().equals("cpu"))
            .findFirst()
            .orElseThrow(() -> new DeviceException("bench: narae-cpu-backend is missing"));
    return IntStream.of(WIDTHS).filter(bits -> works(cpu, bits)).boxed().toList();
  }

  /** The backend itself knows; it reads the same property that the measured process gets. */
  private static boolean works(BackendProvider cpu, int bits) {
    String before = System.getProperty(VECTOR_BITS);
    System.setProperty(VECTOR_BITS, Integer.toString(bits));
    try {
      return cpu.probe() instanceof Probe.Available;
    } finally {
      if (before == null) {
        System.clearProperty(VECTOR_BITS);
      } else {
        System.setProperty(VECTOR_BITS, before);
      }
    }
  }

  /**
   * What a run compares: the widest vectors, the same with one thread, and all other widths.
   *
   * @param widths widest first, ending in 0
   */
  static List<Variant> of(List<Integer> widths, int threads) {
    List<Variant> variants = new ArrayList<>();
    widths.forEach(bits -> variants.add(new Variant(bits, threads)));
    if (threads > 1) {
      variants.add(1, new Variant(widths.getFirst(), 1));
    }
    return List.copyOf(variants);
  }

  /** The options that make a JVM compute in this way. */
  String[] jvmOptions() {
    return new String[] {
      "-Dnarae.device=cpu",
      "-D%s=%d".formatted(VECTOR_BITS, vectorBits),
      "-D%s=%d".formatted(THREADS, threads)
    };
  }

  @Override
  public String toString() {
    String unit = vectorBits == 0 ? "scalar" : vectorBits + "-bit";
    return "%s, %d %s".formatted(unit, threads, threads == 1 ? "thread" : "threads");
  }
}
