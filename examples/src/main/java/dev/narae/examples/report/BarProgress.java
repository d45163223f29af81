package dev.narae.examples.report;

import java.io.PrintStream;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Progress as a bar that redraws its own line of a terminal. */
final class BarProgress implements Progress {
  private static final int REDRAW_MILLIS = 100;
  private static final int DEFAULT_COLUMNS = 100;

  private final PrintStream out;
  private final int columns;

  BarProgress(PrintStream out) {
    this(out, columns(System.getenv("COLUMNS")));
  }

  BarProgress(PrintStream out, int columns) {
    this.out = out;
    this.columns = columns;
  }

  /** The width of the terminal as shells put it into the environment. */
  static int columns(@Nullable String environment) {
    try {
      return environment == null ? DEFAULT_COLUMNS : Math.max(40, Integer.parseInt(environment));
    } catch (NumberFormatException e) {
      return DEFAULT_COLUMNS;
    }
  }

  @Override
  public Phase begin(String task, long images) {
    // One column stays free: a full line makes some terminals wrap.
    var consumer = new DelegatingProgressBarConsumer(this::redraw, columns - 1);
    return new BarPhase(
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(images)
            .setStyle(ProgressBarStyle.COLORFUL_UNICODE_BAR)
            .setUpdateIntervalMillis(REDRAW_MILLIS)
            .setUnit("", 1)
            .showSpeed(new DecimalFormat("0 img", DecimalFormatSymbols.getInstance(Locale.ROOT)))
            .setConsumer(consumer)
            .build());
  }

  private void redraw(String line) {
    out.print("\r" + line);
    out.flush();
  }

  private final class BarPhase implements Phase {
    private final ProgressBar bar;

    BarPhase(ProgressBar bar) {
      this.bar = bar;
    }

    @Override
    public void advance(int images, double meanLoss) {
      bar.setExtraMessage(String.format(Locale.ROOT, " loss %.4f", meanLoss));
      bar.stepBy(images);
    }

    @Override
    public void close() {
      bar.close();
      out.println();
    }
  }
}
