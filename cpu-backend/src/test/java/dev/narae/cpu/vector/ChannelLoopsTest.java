package dev.narae.cpu.vector;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.narae.cpu.norm.ChannelLoops;
import dev.narae.cpu.norm.PlainChannelLoops;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Loops over channels with vectors of any width give the bits of plain ones. */
class ChannelLoopsTest {
  private static final int OFFSET = 3;

  private final ChannelLoops plain = new PlainChannelLoops();

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 31, 32, 33, 95, 128, 300})
  void anyWidthGivesTheSameBits(int count) {
    for (int bits : new int[] {128, 256, 512}) {
      ChannelLoops vectors = new ChannelVectorLoops(bits, null).apply(0);
      assertArrayEquals(results(plain, count), results(vectors, count), "bits " + bits);
    }
  }

  /** All sums and results, of numbers that lie at odd places. */
  private static double[] results(ChannelLoops loops, int count) {
    Random random = new Random(count);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment g = numbers(arena, count, random);
      MemorySegment x = numbers(arena, count, random);
      MemorySegment y = numbers(arena, count, random);
      MemorySegment dx = numbers(arena, count, random);
      long at = OFFSET * Float.BYTES;
      double[] sums = random.doubles(ChannelLoops.LANES).toArray();
      double[] squares = random.doubles(ChannelLoops.LANES).toArray();
      double[] totals = random.doubles(ChannelLoops.LANES).toArray();
      double[] products = random.doubles(ChannelLoops.LANES).toArray();
      loops.addUp(x, at, count, sums);
      loops.addSquares(x, at, count, 0.3, squares);
      loops.addProducts(g, at, x, at, count, 0.3, totals, products);
      loops.normalize(x, at, y, at, count, 0.3, 1.7, -0.2);
      ChannelLoops.Line line = new ChannelLoops.Line(0.3, 0.01, 0.02, 1.1);
      loops.differentiate(g, at, x, at, dx, at, count, line);
      double[] all = new double[4 * ChannelLoops.LANES + 2 * (count + 2 * OFFSET)];
      int end = 0;
      for (double[] part : new double[][] {sums, squares, totals, products}) {
        System.arraycopy(part, 0, all, end, part.length);
        end += part.length;
      }
      for (MemorySegment memory : new MemorySegment[] {y, dx}) {
        for (float value : memory.toArray(JAVA_FLOAT)) {
          all[end++] = value;
        }
      }
      return all;
    }
  }

  private static MemorySegment numbers(Arena arena, int count, Random random) {
    MemorySegment memory = arena.allocate(JAVA_FLOAT, count + 2 * OFFSET);
    for (int i = 0; i < count + 2 * OFFSET; i++) {
      memory.setAtIndex(JAVA_FLOAT, i, (float) random.nextGaussian());
    }
    return memory;
  }
}
