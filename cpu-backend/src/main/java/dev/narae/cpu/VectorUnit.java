package dev.narae.cpu;

import dev.narae.cpu.vector.ConvVectorWidth;

/** Finds out how wide the vectors are, without loading a vector class where there is none. */
final class VectorUnit {
  static final String MODULE = "jdk.incubator.vector";

  private VectorUnit() {}

  /** Whether the Vector API is there. */
  static boolean present() {
    return ModuleLayer.boot().findModule(MODULE).isPresent();
  }

  /** The bits of the widest vector that pays here, at most 512; 0 without the Vector API. */
  static int widestBits() {
    return present() ? Math.min(512, ConvVectorWidth.preferredBits()) : 0;
  }

  /** A width in words, such as {@code 512-bit vectors (AVX-512)}. */
  static String describe(int bits) {
    if (bits == 0) {
      return "scalar loops";
    }
    return "%d-bit vectors (%s)"
        .formatted(bits, instructionSet(System.getProperty("os.arch"), bits));
  }

  private static String instructionSet(String architecture, int bits) {
    return switch (architecture) {
      case "amd64", "x86_64" ->
          switch (bits) {
            case 512 -> "AVX-512";
            case 256 -> "AVX2";
            default -> "SSE";
          };
      case "aarch64" -> bits == 128 ? "NEON" : "SVE";
      default -> architecture;
    };
  }
}
