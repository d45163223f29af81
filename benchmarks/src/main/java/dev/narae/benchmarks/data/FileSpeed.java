package dev.narae.benchmarks.data;

import dev.narae.Backends;
import dev.narae.Device;
import dev.narae.Scope;
import dev.narae.Tensor;
import dev.narae.io.SafeTensors;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How long a file of tensors takes to load, beside reading its bytes into memory; the file's pages
 * are in the system's cache.
 *
 * @param bytes of the file
 * @param fresh into memory that the process gets from the system
 * @param reused into memory that it had before
 * @param mapSeconds the median time of {@link SafeTensors#map}, which reads nothing
 */
public record FileSpeed(long bytes, Pair fresh, Pair reused, double mapSeconds) {
  private static final int CHUNK = 1 << 30;
  private static final int FRESH_TURNS = 3;

  /**
   * Loading beside reading.
   *
   * @param seconds the median time of reading the bytes
   * @param ratio of {@link SafeTensors#read} to that, the median over turns
   */
  public record Pair(double seconds, double ratio) {
    private static Pair of(double[] plain, double[] ours) {
      return new Pair(Turn.median(plain), Turn.medianRatio(ours, plain));
    }

    @Override
    public String toString() {
      return "bytes %.3f s, tensors %.2f times that".formatted(seconds, ratio);
    }
  }

  /**
   * Writes a file and reads it in turns; takes four times its size of memory.
   *
   * @param tensors how many, of equal size
   * @param elements of each, F32
   */
  public static FileSpeed measure(int tensors, long elements, int turns) throws Exception {
    Path folder = Files.createTempDirectory("narae-file");
    Path file = folder.resolve("weights.safetensors");
    try {
      write(file, tensors, elements);
      return new FileSpeed(Files.size(file), fresh(file), reused(file, turns), map(file, turns));
    } finally {
      Files.deleteIfExists(file);
      Files.delete(folder);
    }
  }

  private static void write(Path file, int tensors, long elements) throws IOException {
    try (Scope _ = Scope.open()) {
      Map<String, Tensor> named = new LinkedHashMap<>();
      for (int i = 0; i < tensors; i++) {
        named.put("layer." + i, Tensor.rand(elements));
      }
      SafeTensors.write(file, named, Map.of());
    }
  }

  /** Nothing is given back before the last turn; the first reuses what writing took. */
  private static Pair fresh(Path file) throws Exception {
    double[] plain = new double[FRESH_TURNS];
    double[] ours = new double[FRESH_TURNS];
    try (Scope _ = Scope.open()) {
      SafeTensors.read(file, Backends.defaultDevice());
      for (int turn = 0; turn < FRESH_TURNS; turn++) {
        try (Arena arena = Arena.ofConfined()) {
          plain[turn] = Turn.seconds(() -> readInto(arena.allocate(Files.size(file), 64), file));
        }
        ours[turn] = Turn.seconds(() -> SafeTensors.read(file, Backends.defaultDevice()));
      }
    }
    return Pair.of(plain, ours);
  }

  private static Pair reused(Path file, int turns) throws Exception {
    double[] plain = new double[turns];
    double[] ours = new double[turns];
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(Files.size(file), 64);
      for (int turn = 0; turn < turns; turn++) {
        plain[turn] = Turn.seconds(() -> readInto(memory, file));
        ours[turn] = Turn.seconds(() -> loaded(file, false));
      }
    }
    return Pair.of(plain, ours);
  }

  private static double map(Path file, int turns) throws Exception {
    double[] seconds = new double[turns];
    for (int turn = 0; turn < turns; turn++) {
      seconds[turn] = Turn.seconds(() -> loaded(file, true));
    }
    return Turn.median(seconds);
  }

  private static MemorySegment readInto(MemorySegment memory, Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      for (long done = 0; done < memory.byteSize(); ) {
        long part = Math.min(CHUNK, memory.byteSize() - done);
        done += channel.read(memory.asSlice(done, part).asByteBuffer());
      }
    }
    return memory;
  }

  private static int loaded(Path file, boolean mapped) throws IOException {
    try (Scope _ = Scope.open()) {
      Device device = Backends.defaultDevice();
      return (mapped ? SafeTensors.map(file, device) : SafeTensors.read(file, device))
          .tensors()
          .size();
    }
  }

  /** Whether loading takes no longer than reading. */
  public boolean isMet() {
    return fresh.ratio <= 1 && reused.ratio <= 1;
  }

  @Override
  public String toString() {
    return ("file of %.2f GB: into fresh memory %s, into memory used before %s (target: 1, %s);"
            + " mapped in %.2f ms")
        .formatted(bytes / 1e9, fresh, reused, isMet() ? "met" : "NOT met", 1000 * mapSeconds);
  }
}
