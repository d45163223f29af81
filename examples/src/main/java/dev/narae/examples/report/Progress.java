package dev.narae.examples.report;

import java.io.PrintStream;

/** Shows how far a run has come: a bar on a terminal, plain lines in a file or a pipe. */
public interface Progress {
  /**
   * Begins to show a phase; closing it leaves its last line standing.
   *
   * @param task what is being done, such as {@code epoch 1/5 training}
   * @param images how many images the phase will go through
   */
  Phase begin(String task, long images);

  /** One phase under way. */
  interface Phase extends AutoCloseable {
    /**
     * Notes that more images are done.
     *
     * @param images how many more
     * @param meanLoss mean loss per image of the phase so far
     */
    void advance(int images, double meanLoss);

    @Override
    void close();
  }

  /** A bar if {@code terminal}, otherwise plain lines. */
  static Progress on(PrintStream out, boolean terminal) {
    return terminal ? new BarProgress(out) : new LineProgress(out, System::nanoTime);
  }
}
