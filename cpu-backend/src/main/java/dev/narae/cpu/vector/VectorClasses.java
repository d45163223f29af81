package dev.narae.cpu.vector;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Loads the classes that vector code may meet before any is compiled. The JVM compiles calls on the
 * assumption that only the implementations loaded so far exist, and throws the code away when
 * another one appears: vector code then is interpreted for a while, a thousand times slower.
 */
public final class VectorClasses {
  private static final List<Class<?>> ELEMENTS =
      List.of(int.class, long.class, float.class, double.class);

  private VectorClasses() {}

  /** Loads what kernels with vectors of so many bits use. */
  public static void load(int bits) {
    ELEMENTS.forEach(element -> load(VectorSpecies.of(element, VectorShape.forBitSize(bits))));
    // As many bytes and shorts as a vector has numbers of 32 or 64 bits.
    loadNarrow(byte.class, bits / 4);
    loadNarrow(byte.class, bits / 8);
    loadNarrow(short.class, bits / 2);
    loadNarrow(short.class, bits / 4);
    loadSegments();
  }

  private static void loadNarrow(Class<?> element, int bits) {
    if (bits >= VectorShape.S_64_BIT.vectorBitSize()) {
      load(VectorSpecies.of(element, VectorShape.forBitSize(bits)));
    }
  }

  private static <E> void load(VectorSpecies<E> species) {
    species.broadcast(1).add(species.broadcast(0));
    species.maskAll(true).not();
  }

  private static void loadSegments() {
    List.of(
        MemorySegment.ofArray(new byte[1]),
        MemorySegment.ofArray(new int[1]),
        MemorySegment.ofArray(new long[1]),
        MemorySegment.ofArray(new float[1]),
        MemorySegment.ofArray(new double[1]),
        Arena.global().allocate(1),
        Arena.ofAuto().allocate(1));
    try (Arena confined = Arena.ofConfined();
        Arena shared = Arena.ofShared()) {
      confined.allocate(1).fill((byte) 0);
      shared.allocate(1).fill((byte) 0);
    }
  }
}
