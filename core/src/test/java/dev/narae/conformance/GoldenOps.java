package dev.narae.conformance;

import java.util.Optional;

/** How each golden operator is called here. Operators that are missing are left out. */
final class GoldenOps {
  private static final GoldenTable TABLE = table();

  private GoldenOps() {}

  /** The call for a case, if the operator and all its arguments are known here. */
  static Optional<GoldenTable.Call> find(GoldenCase golden) {
    return TABLE.find(golden);
  }

  private static GoldenTable table() {
    GoldenTable table = new GoldenTable();
    GoldenElementwise.fill(table);
    GoldenReductions.fill(table);
    GoldenMovement.fill(table);
    GoldenLayers.fill(table);
    GoldenImages.fill(table);
    GoldenNormalizations.fill(table);
    GoldenOrdering.fill(table);
    GoldenLosses.fill(table);
    return table;
  }
}
