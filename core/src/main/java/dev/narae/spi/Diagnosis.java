package dev.narae.spi;

import java.util.List;

/**
 * What a provider found out about the machine, for people who look for the cause of a failure or of
 * slowness. A {@link Probe} says in one line whether a backend can run; this says all there is.
 *
 * @param facts in the order in which they are to be read
 * @param problems what could be put right here; empty if nothing or if there is nothing to be done
 */
public record Diagnosis(List<Fact> facts, List<Problem> problems) {
  /** Nothing to tell beyond the probe. */
  public static final Diagnosis NONE = new Diagnosis(List.of(), List.of());

  /** Copies the lists, so that the record cannot change. */
  public Diagnosis {
    facts = List.copyOf(facts);
    problems = List.copyOf(problems);
  }

  /**
   * Something found, or found missing.
   *
   * @param name a few words, such as {@code cuBLAS}
   * @param value one line, such as {@code 12.6.3 in /usr/local/cuda/lib64}
   */
  public record Fact(String name, String value) {}

  /**
   * Something that could be put right.
   *
   * @param text one sentence that says what is wrong
   * @param remedy the option to add, the package to install or the setting to change
   * @param serious whether the backend cannot run because of it, or runs many times slower
   */
  public record Problem(String text, String remedy, boolean serious) {}
}
