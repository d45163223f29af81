package dev.narae.cpu.kernel;

import dev.narae.cpu.Parallel;
import dev.narae.cpu.Warmup;
import dev.narae.cpu.vector.VectorClasses;
import java.util.List;

/** The ways in which kernels can run here. */
final class Forms {
  static final Warmup WARMUP = new Warmup(() -> VectorClasses.load(512));
  static final Kernels SCALAR = new Kernels(Forms::sequential, 0, Tier.SCALAR, WARMUP);
  static final Kernels VECTOR_512 = new Kernels(Forms::sequential, 512, Tier.VECTOR, WARMUP);
  static final Kernels VECTOR_256 = new Kernels(Forms::sequential, 256, Tier.VECTOR, WARMUP);
  static final Kernels VECTOR_128 = new Kernels(Forms::sequential, 128, Tier.VECTOR, WARMUP);

  /** What runs until vectors are compiled, which they never are here. */
  static final Kernels STAND_IN = new Kernels(Forms::sequential, 512, Tier.TIERED, idle());

  /** Those whose bits must be those of scalar code. */
  static final List<Kernels> OTHERS = List.of(STAND_IN, VECTOR_512, VECTOR_256, VECTOR_128);

  static final List<Kernels> ALL = List.of(SCALAR, STAND_IN, VECTOR_512, VECTOR_256, VECTOR_128);

  private Forms() {}

  private static Warmup idle() {
    Warmup warmup = new Warmup(() -> {});
    warmup.close();
    return warmup;
  }

  private static void sequential(int blocks, Parallel.Body body) {
    for (int i = 0; i < blocks; i++) {
      body.run(i);
    }
  }
}
