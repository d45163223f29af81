package dev.narae.nn;

import java.util.List;

/**
 * How the names and shapes of a state dict differ from those of a module.
 *
 * @param missing names that only the module has
 * @param unexpected names that only the state dict has
 * @param misshapen a sentence for each name whose shapes differ
 */
public record StateDictDifference(
    List<String> missing, List<String> unexpected, List<String> misshapen) {

  /** Copies the lists, so that the record cannot change. */
  public StateDictDifference {
    missing = List.copyOf(missing);
    unexpected = List.copyOf(unexpected);
    misshapen = List.copyOf(misshapen);
  }

  /** Whether nothing differs. */
  public boolean isEmpty() {
    return missing.isEmpty() && unexpected.isEmpty() && misshapen.isEmpty();
  }
}
