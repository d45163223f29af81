package dev.narae.examples;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;

/** The events of some training steps, added up by name: times and bytes of one step. */
final class ProfileTable {
  private static final int LINES = 15;

  private final List<RecordedEvent> events;
  private final long steps;

  ProfileTable(List<RecordedEvent> events) {
    this.events = events;
    steps = Math.max(1, events.stream().filter(e -> is(e, "narae.Step")).count());
  }

  private static boolean is(RecordedEvent event, String name) {
    return event.getEventType().getName().equals(name);
  }

  /** Calls, nanoseconds and bytes. */
  private static final class Sum {
    private long calls;
    private long nanos;
    private long bytes;
  }

  String text() {
    Sum step = total("narae.Step");
    Sum kernels = total("narae.Kernel");
    Sum allocations = total("narae.Allocation");
    Sum copies = total("narae.Copy");
    StringBuilder text = new StringBuilder();
    line(text, "%d steps, %.1f us each", steps, micros(step.nanos));
    line(
        text,
        "kernels      %8.1f us a step in %.1f calls (%.0f %%)",
        micros(kernels.nanos),
        perStep(kernels.calls),
        100.0 * kernels.nanos / Math.max(1, step.nanos));
    line(
        text,
        "allocations  %8.1f kB a step in %.1f calls, %.1f us",
        perStep(allocations.bytes) / 1e3,
        perStep(allocations.calls),
        micros(allocations.nanos));
    line(
        text,
        "copies       %8.1f kB a step in %.1f calls, %.1f us",
        perStep(copies.bytes) / 1e3,
        perStep(copies.calls),
        micros(copies.nanos));
    table(text, "operators, with all that they call", "narae.Operator", "operator");
    table(text, "kernels", "narae.Kernel", "kernel");
    return text.toString();
  }

  private void table(StringBuilder text, String title, String type, String field) {
    Map<String, Sum> sums = new HashMap<>();
    events.stream()
        .filter(event -> is(event, type))
        .forEach(event -> add(sums.computeIfAbsent(event.getString(field), _ -> new Sum()), event));
    text.append('\n');
    line(text, "us a step   calls   %s", title);
    sums.entrySet().stream()
        .sorted(Comparator.comparingLong((Map.Entry<String, Sum> entry) -> -entry.getValue().nanos))
        .limit(LINES)
        .forEach(
            entry ->
                line(
                    text,
                    "%9.1f %7.1f   %s",
                    micros(entry.getValue().nanos),
                    perStep(entry.getValue().calls),
                    entry.getKey()));
  }

  private Sum total(String type) {
    Sum sum = new Sum();
    events.stream().filter(event -> is(event, type)).forEach(event -> add(sum, event));
    return sum;
  }

  private static void add(Sum sum, RecordedEvent event) {
    sum.calls++;
    sum.nanos += event.getDuration().toNanos();
    if (event.hasField("bytes")) {
      sum.bytes += event.getLong("bytes");
    }
  }

  private double perStep(long count) {
    return (double) count / steps;
  }

  private double micros(long nanos) {
    return nanos / 1e3 / steps;
  }

  @SuppressWarnings("AnnotateFormatMethod") // the annotation is not worth a dependency
  private static void line(StringBuilder text, String form, Object... values) {
    text.append(String.format(Locale.ROOT, form, values)).append('\n');
  }
}
