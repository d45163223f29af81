package dev.narae.examples.lab;

import java.util.List;

/**
 * What came of an item.
 *
 * @param entry the item
 * @param findings what it wrote down
 * @param seconds how long it took
 */
public record LabOutcome(LabEntry entry, List<Finding> findings, double seconds) {
  /** Copies the list, so that the record cannot change. */
  public LabOutcome {
    findings = List.copyOf(findings);
  }

  /** Whether every figure is what it should be. */
  public boolean passed() {
    return checks().stream().allMatch(Finding.Check::passed);
  }

  /** The figures that stand beside expected ones. */
  public List<Finding.Check> checks() {
    return findings.stream()
        .filter(Finding.Check.class::isInstance)
        .map(Finding.Check.class::cast)
        .toList();
  }
}
