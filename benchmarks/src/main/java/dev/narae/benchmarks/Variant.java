package dev.narae.benchmarks;

import dev.narae.Backends;
import dev.narae.DeviceException;
import dev.narae.spi.BackendProvider;
import dev.narae.spi.Probe;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A way to compute.
 *
 * @param device the backend's name
 * @param vectorBits on the processor the width of vectors, 0 for scalar loops; else 0
 * @param threads on the processor how many threads; else 1
 */
record Variant(String device, int vectorBits, int threads) {
  private static final String CPU = "cpu";
  private static final String CUDA = "cuda";
  private static final String VECTOR_BITS = "narae.vector.bits";
  private static final String THREADS = "narae.threads";
  private static final int[] WIDTHS = {512, 256, 128, 0};

  /** The widths that this processor and the JVM's flags allow, widest first. */
  static List<Integer> widths() {
    BackendProvider cpu =
        Backends.providers().stream()
            .filter(provider -> provider.name().equals(CPU))
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

  /** Whether there is a GPU to compute on. */
  static boolean hasCuda() {
    return Backends.providers().stream()
        .anyMatch(
            provider ->
                provider.name().equals(CUDA) && provider.probe() instanceof Probe.Available);
  }

  /**
   * What a run compares: the widest vectors, the same with one thread, all other widths, and the
   * GPU.
   *
   * @param widths widest first, ending in 0
   */
  static List<Variant> of(List<Integer> widths, int threads, boolean cuda) {
    List<Variant> variants = new ArrayList<>();
    widths.forEach(bits -> variants.add(cpu(bits, threads)));
    if (threads > 1) {
      variants.add(1, cpu(widths.getFirst(), 1));
    }
    if (cuda) {
      variants.add(new Variant(CUDA, 0, 1));
    }
    return List.copyOf(variants);
  }

  static Variant cpu(int vectorBits, int threads) {
    return new Variant(CPU, vectorBits, threads);
  }

  boolean isCpu() {
    return device.equals(CPU);
  }

  /** The options that make a JVM compute in this way. */
  String[] jvmOptions() {
    String choice = "-Dnarae.device=" + device;
    return isCpu()
        ? new String[] {
          choice,
          "-D%s=%d".formatted(VECTOR_BITS, vectorBits),
          "-D%s=%d".formatted(THREADS, threads)
        }
        : new String[] {choice};
  }

  @Override
  public String toString() {
    if (!isCpu()) {
      return device;
    }
    String unit = vectorBits == 0 ? "scalar" : vectorBits + "-bit";
    return "%s, %d %s".formatted(unit, threads, threads == 1 ? "thread" : "threads");
  }
}
