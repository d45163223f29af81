package dev.narae.spi;

/** Whether a backend can run on this machine. */
public sealed interface Probe {
  /**
   * It can.
   *
   * @param devices how many devices there are
   * @param description one line for people, such as the processor and its vector width
   */
  record Available(int devices, String description) implements Probe {}

  /**
   * It cannot.
   *
   * @param reason one line that says what is missing and what to install
   */
  record Unavailable(String reason) implements Probe {}
}
