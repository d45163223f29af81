package dev.narae.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Saves a run as {@code last.safetensors} after each epoch, and as {@code best.safetensors} when a
 * figure has improved. {@link Trainer#resume} goes on from either.
 */
public final class Checkpoints implements Callback {
  /** The file that is replaced at each save. */
  public static final String LAST = "last.safetensors";

  /** The file that is replaced when the figure improves. */
  public static final String BEST = "best.safetensors";

  private final Path folder;
  private final @Nullable String figure;
  private final Goal goal;
  private final long steps;
  private double best;

  /** Saves after each epoch. */
  public Checkpoints(Path folder) {
    this(folder, null, Goal.SMALLER, 0);
  }

  private Checkpoints(Path folder, @Nullable String figure, Goal goal, long steps) {
    this.folder = folder;
    this.figure = figure;
    this.goal = goal;
    this.steps = steps;
    best = goal.worst();
  }

  /** The same, and keeps the best epoch by a figure such as {@code validation/accuracy}. */
  public Checkpoints best(String figure, Goal goal) {
    return new Checkpoints(folder, figure, goal, steps);
  }

  /**
   * The same, and saves after every so many steps too, within epochs.
   *
   * @param steps at least 1
   */
  public Checkpoints everySteps(long steps) {
    if (steps < 1) {
      throw new IllegalArgumentException(
          "Checkpoints: every %d steps; it must be at least 1".formatted(steps));
    }
    return new Checkpoints(folder, figure, goal, steps);
  }

  /** Makes the folder, and removes what a killed process left half-written. */
  @Override
  public void runBegun(Run run) {
    try {
      Files.createDirectories(folder);
      for (String name : new String[] {LAST, BEST}) {
        try (DirectoryStream<Path> parts =
            Files.newDirectoryStream(folder, "." + name + ".*.part")) {
          for (Path part : parts) {
            Files.deleteIfExists(part);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void settled(Run run, boolean epoch) {
    try {
      String name = figure;
      if (epoch && name != null && goal.improves(run.figure(name), best, 0)) {
        best = run.figure(name);
        run.save(folder.resolve(BEST));
      }
      if (epoch || (steps > 0 && run.step() % steps == 0)) {
        run.save(folder.resolve(LAST));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          new IOException(
              "the checkpoint after step %d could not be written: %s".formatted(run.step(), e), e));
    }
  }

  @Override
  public State state() {
    return State.ofTexts(Map.of("best", Double.toString(best)));
  }

  @Override
  public void restore(State state) {
    best = state.number("best");
  }
}
