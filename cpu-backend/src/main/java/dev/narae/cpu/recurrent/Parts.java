package dev.narae.cpu.recurrent;

import dev.narae.DType;

/**
 * How a step is cut into parts that threads compute at once: some sequences, some hidden units. All
 * gates of a unit belong to its part, so a part goes from products to the new state by itself. What
 * is computed doesn't depend on the cut.
 *
 * @param layer the extents
 * @param sequences number of parts along the batch
 * @param units number of parts along the hidden units
 */
record Parts(Layer layer, int sequences, int units) {

  /** Bytes of a column of states at most: a slab of so many rows fits the scratch memory. */
  private static final int MAX_COLUMN_BYTES = 1024;

  /** Units that a part's beginning is a multiple of. */
  private static final int ALIGNMENT = 32;

  /** Operations of a step that make it worth waking another thread. */
  private static final double WORTH_A_THREAD = 2.5e5;

  static Parts of(Layer layer, int threads) {
    DType dtype = layer.dtype();
    int sequences = Math.ceilDiv(layer.batch(), MAX_COLUMN_BYTES / dtype.bytes());
    double operations =
        2.0 * layer.batch() * layer.hidden() * layer.hidden() * layer.kind().gates();
    int wanted = (int) Math.clamp(operations / WORTH_A_THREAD, 1, threads);
    int units = Math.ceilDiv(wanted, sequences);
    return new Parts(layer, sequences, Math.min(units, Math.ceilDiv(layer.hidden(), ALIGNMENT)));
  }

  /** The number of parts. */
  int count() {
    return sequences * units;
  }

  /** The most sequences of a part; others have at most one less. */
  int mostSequences() {
    return Math.ceilDiv(layer.batch(), sequences);
  }

  int firstSequence(int part) {
    return (int) ((long) layer.batch() * (part / units) / sequences);
  }

  int sequencesOf(int part) {
    return firstSequence(part / units * units + units) - firstSequence(part);
  }

  /** Where a part of the units begins; part {@link #units} is their end. */
  int firstUnit(int part) {
    int blocks = Math.ceilDiv(layer.hidden(), ALIGNMENT);
    return Math.min(layer.hidden(), (int) ((long) blocks * part / units) * ALIGNMENT);
  }

  int unitsOf(int part) {
    return firstUnit(part + 1) - firstUnit(part);
  }
}
