package dev.narae.examples.report;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Progress as plain lines: one every few seconds and one at the end of each phase. */
final class LineProgress implements Progress {
  private static final long INTERVAL_NANOS = Duration.ofSeconds(5).toNanos();

  private final PrintStream out;
  private final LongSupplier nanoTime;

  LineProgress(PrintStream out, LongSupplier nanoTime) {
    this.out = out;
    this.nanoTime = nanoTime;
  }

  @Override
  public Phase begin(String task, long images) {
    return new LinePhase(task, images);
  }

  private final class LinePhase implements Phase {
    private final String task;
    private final long total;
    private final long start = nanoTime.getAsLong();
    private long printed = start;
    private long done;
    private double loss;

    LinePhase(String task, long total) {
      this.task = task;
      this.total = total;
    }

    @Override
    public void advance(int images, double meanLoss) {
      done += images;
      loss = meanLoss;
      long now = nanoTime.getAsLong();
      if (now - printed >= INTERVAL_NANOS && done < total) {
        printed = now;
        double left = (now - start) / 1e9 * (total - done) / done;
        print(now, "left " + clock(left));
      }
    }

    @Override
    public void close() {
      long now = nanoTime.getAsLong();
      print(now, "took " + clock((now - start) / 1e9));
    }

    private void print(long now, String time) {
      double rate = done / Math.max((now - start) / 1e9, 1e-9);
      out.printf(
          Locale.ROOT,
          "%s  %3d %%  %d/%d  %.0f img/s  loss %.4f  %s%n",
          task,
          total == 0 ? 100 : 100 * done / total,
          done,
          total,
          rate,
          loss,
          time);
    }
  }

  private static String clock(double seconds) {
    long whole = Math.round(seconds);
    return String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60);
  }
}
