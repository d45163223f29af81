package dev.narae;

import java.util.Locale;

/**
 * Running elementwise operators that follow each other as one kernel: {@code
 * x.mul(2).add(y).relu()} reads x and y once and writes the result once.
 *
 * <p>This happens by itself where it pays, and nothing but the time shows it: the memory of a
 * result is taken at the call, which also makes every check, but its elements are written only when
 * something other than an elementwise operator of the same shape reads them, or when what they are
 * computed from is about to change or to be released. What nothing can reach any more is never
 * written. Tensors are left alone that are small, that a gradient will read, or whose chain of
 * operators has not come up often enough for its kernel to be compiled.
 *
 * <p>The system property {@code narae.fusion} sets the level for a whole program: {@code true},
 * which is the default, {@code false} or {@code always}.
 */
public final class Fusion {
  private static final String PROPERTY = "narae.fusion";

  private Fusion() {}

  /** Which operators run as one kernel. */
  public enum Level {
    /** None. */
    OFF,
    /** Those where it is known to pay. */
    AUTO,
    /** All that can, however small the tensors: for tests and measurements. */
    ALWAYS
  }

  /** Restores on close what was switched; opened with try. */
  public static final class Mode implements AutoCloseable {
    private final Level before;

    private Mode(Level level) {
      Context context = Context.current();
      before = context.fusion;
      context.fusion = level;
    }

    /** Restores the level from before. */
    @Override
    public void close() {
      Context.current().fusion = before;
    }
  }

  /** Sets the level in this thread until closed: {@code try (var _ = Fusion.use(OFF)) { … }}. */
  public static Mode use(Level level) {
    return new Mode(level);
  }

  /** The level in this thread. */
  public static Level level() {
    return Context.current().fusion;
  }

  /**
   * The level of the system property {@code narae.fusion}.
   *
   * @throws IllegalArgumentException if it has another value than true, false or always
   */
  static Level fromSystem() {
    String text = System.getProperty(PROPERTY, "true").strip().toLowerCase(Locale.ROOT);
    return switch (text) {
      case "true" -> Level.AUTO;
      case "false" -> Level.OFF;
      case "always" -> Level.ALWAYS;
      default ->
          throw new IllegalArgumentException(
              "fusion: system property %s is '%s'; give true, false or always"
                  .formatted(PROPERTY, text));
    };
  }
}
