package dev.narae.benchmarks;

import com.sun.management.ThreadMXBean;
import dev.narae.benchmarks.rows.ReportRows;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/**
 * What training steps of the report's network ask of the Java heap.
 *
 * @param steps how many
 * @param heapBytes of one step, on the thread that trains
 * @param pauses of the garbage collector during the steps, in milliseconds
 */
record Pauses(int steps, double heapBytes, List<Double> pauses) {
  static final int STEPS = 10_000;
  private static final int BATCH = 32;
  private static final double LONGEST_MILLIS = 5;
  private static final String EVENT = "jdk.GarbageCollection";

  /** Runs so many steps in this process, recorded by the JVM's flight recorder. */
  static Pauses measure(int steps) throws IOException {
    Side step = ReportRows.trainingStep(BATCH);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Path file = Files.createTempFile("narae-pauses", ".jfr");
    try (Recording recording = new Recording()) {
      recording.enable(EVENT);
      recording.start();
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < steps; i++) {
        step.run();
      }
      double bytes = (double) (threads.getCurrentThreadAllocatedBytes() - before) / steps;
      recording.stop();
      recording.dump(file);
      return new Pauses(steps, bytes, pauses(file));
    } finally {
      Files.delete(file);
    }
  }

  private static List<Double> pauses(Path file) throws IOException {
    return RecordingFile.readAllEvents(file).stream()
        .filter(event -> event.getEventType().getName().equals(EVENT))
        .map(Pauses::millis)
        .toList();
  }

  private static double millis(RecordedEvent event) {
    return event.getDuration("longestPause").toNanos() / 1e6;
  }

  /** The longest pause in milliseconds, 0 without any. */
  double longest() {
    return pauses.stream().mapToDouble(Double::doubleValue).max().orElse(0);
  }

  /** Whether no pause was too long. */
  boolean isMet() {
    return longest() <= LONGEST_MILLIS;
  }

  @Override
  public String toString() {
    return ("%,d training steps of the report's network, batch %d: %,.0f bytes of heap a step,"
            + " %d collections, the longest pause %.2f ms (target: %.0f ms, %s)")
        .formatted(
            steps,
            BATCH,
            heapBytes,
            pauses.size(),
            longest(),
            LONGEST_MILLIS,
            isMet() ? "met" : "NOT met");
  }
}
