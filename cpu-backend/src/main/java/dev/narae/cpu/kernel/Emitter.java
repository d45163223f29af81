package dev.narae.cpu.kernel;

/** Writes the instructions of a program's steps: for one element at a time, or for several. */
public interface Emitter {

  /** How many elements it computes at a time: a power of two. */
  int lanes();

  /** Writes what changes with the given level: once a call, or once a row. */
  void prepare(Program.Level level);

  /** Writes the computation of the elements from this column on, and their stores. */
  void elements();

  /** Begins a row whose values are joined: no totals yet. */
  void beginTotals();

  /** Writes the computation of the next {@link #blockColumns()} columns, joined to the totals. */
  void block();

  /** The columns that {@link #block()} computes. */
  int blockColumns();

  /** Adds what blocks have gathered since the last time to sums, so that few are added in a row. */
  void carry();

  /** Joins what blocks have gathered. */
  void gatherTotals();

  /** Writes the computation of one column, joined to what was gathered. */
  void rest();

  /** Writes the totals of the row to memory. */
  void endTotals();
}
