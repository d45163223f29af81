package dev.narae.cuda;

/** Sorts lines of 64-bit keys with their positions, stably. */
final class Sorter {
  /** Lines up to this length are sorted in shared memory. */
  static final int SHORT = 1024;

  private static final int SLOTS = 10;
  private static final int KEYS_PER_BLOCK = 1024;
  private static final int THREADS = 128;
  private static final int DIGIT_BITS = 4;

  private final Gpu gpu;
  private final int longestInShared;
  private final Lazy<Compiled> compiled = new Lazy<>(this::compile);

  /**
   * A sorter.
   *
   * @param longestInShared longer lines are sorted digit by digit; at most {@link #SHORT}
   */
  Sorter(Gpu gpu, int longestInShared) {
    this.gpu = gpu;
    this.longestInShared = longestInShared;
  }

  private record Compiled(long small, long number, long count, long offsets, long move) {}

  private Compiled compile() {
    Program program = gpu.programs().load("radix", KernelTexts.text("radix"));
    return new Compiled(
        program.kernel("sort_short"),
        program.kernel("number"),
        program.kernel("count"),
        program.kernel("offsets"),
        program.kernel("move"));
  }

  /** Compiles what is needed, before an operation begins. */
  void prepare() {
    compiled.get();
  }

  /** The length of the network that sorts lines of a length: a power of two. */
  static int network(long length) {
    return Math.max(2, (int) (Long.highestOneBit(Math.max(length - 1, 1)) << 1));
  }

  /**
   * Sorted keys and their positions in their lines.
   *
   * @param keys the addresses of 64-bit keys
   * @param positions the addresses of 64-bit positions
   */
  record Sorted(long keys, long positions) {}

  /**
   * Sorts in an operation that has begun; its arguments are lost.
   *
   * @param keys the keys, overwritten
   * @param bits how many of the lowest bits differ
   */
  Sorted sort(Launch launch, long lines, long length, CudaBuffer keys, int bits) {
    Compiled kernels = compiled.get();
    long positions = launch.scratch(8 * lines * length).address();
    if (length <= longestInShared) {
      int network = network(length);
      launch.arguments().add(lines).add(length).add(keys.address()).add(positions);
      for (int slot = 4; slot < SLOTS - 1; slot++) {
        launch.add(0);
      }
      launch.add(network);
      launch.blocks(kernels.small, lines, 1, 1, Math.clamp(network / 2, 32, 512));
      return new Sorted(keys.address(), positions);
    }
    return byDigits(launch, lines, length, keys.address(), positions, bits);
  }

  private Sorted byDigits(
      Launch launch, long lines, long length, long keys, long positions, int bits) {
    Compiled kernels = compiled.get();
    long blocks = (length + KEYS_PER_BLOCK - 1) / KEYS_PER_BLOCK;
    long otherKeys = launch.scratch(8 * lines * length).address();
    long otherPositions = launch.scratch(8 * lines * length).address();
    long counts = launch.scratch(8 * lines * 16 * blocks).address();
    arguments(launch, lines, length, keys, positions, otherKeys, otherPositions, counts, blocks);
    launch.elements(kernels.number, lines * length, 1);
    Sorted from = new Sorted(keys, positions);
    Sorted to = new Sorted(otherKeys, otherPositions);
    for (int shift = 0; shift < bits; shift += DIGIT_BITS) {
      launch.set(2, from.keys).set(3, from.positions).set(4, to.keys).set(5, to.positions);
      launch.set(8, shift);
      launch.blocks(kernels.count, blocks, lines, 1, THREADS);
      launch.blocks(kernels.offsets, lines, 1, 1, 256);
      launch.blocks(kernels.move, blocks, lines, 1, THREADS);
      Sorted last = from;
      from = to;
      to = last;
    }
    return from;
  }

  private static void arguments(Launch launch, long... values) {
    launch.arguments();
    for (int i = 0; i < 7; i++) {
      launch.add(values[i]);
    }
    launch.add(values[7]).add(0).add(0);
  }
}
