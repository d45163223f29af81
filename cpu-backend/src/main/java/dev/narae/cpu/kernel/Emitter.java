package dev.narae.cpu.kernel;

/** Writes the instructions of a program's steps: for one element at a time, or for several. */
public interface Emitter {

  /** How many elements it computes at a time: a power of two. */
  int lanes();

  /** Writes what changes with the given level: once a call, or once a row. */
  void prepare(Program.Level level);

  /** Writes the computation of the elements from this column on, and their stores. */
  void elements();
}
