package dev.narae.benchmarks;

/** A benchmark that could not be measured. */
final class BenchmarkException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String log;

  BenchmarkException(String message, String log, Throwable cause) {
    super(message, cause);
    this.log = log;
  }

  /** All that JMH and the measured process wrote. */
  String log() {
    return log;
  }
}
