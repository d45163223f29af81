package dev.narae;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A source of random keys: each random operation takes the next key, and its elements are Philox
 * numbers of (key, element index), the same on every device and for any number of threads.
 */
public final class Generator {
  private static final Generator DEFAULT = new Generator(0);
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private volatile long seed;
  private final AtomicLong drawn = new AtomicLong();

  /**
   * Where a generator stands; setting it makes the generator go on from there.
   *
   * @param seed the seed
   * @param drawn how many keys have been drawn since
   */
  public record State(long seed, long drawn) {}

  /** A generator of its own, started from a seed. */
  public Generator(long seed) {
    this.seed = seed;
  }

  /** The generator that operations use when none is named. */
  public static Generator global() {
    return DEFAULT;
  }

  /** Starts the default generator again from a seed, as {@code torch.manual_seed}. */
  public static void manualSeed(long seed) {
    DEFAULT.state(new State(seed, 0));
  }

  /** The 64-bit key for the next random operation. */
  public long nextKey() {
    long key = mix(seed + GOLDEN_GAMMA * (drawn.getAndIncrement() + 1));
    Recorder recorder = this == DEFAULT ? Context.current().recorder : null;
    if (recorder != null) {
      recorder.drew(key);
    }
    return key;
  }

  /** Where this generator stands. */
  public State state() {
    return new State(seed, drawn.get());
  }

  /** Goes on from a state. */
  public void state(State state) {
    seed = state.seed;
    drawn.set(state.drawn);
  }

  /** The finaliser of SplitMix64 (Steele, Lea, Flood: Fast Splittable PRNGs, OOPSLA 2014). */
  private static long mix(long value) {
    long z = (value ^ value >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }
}
