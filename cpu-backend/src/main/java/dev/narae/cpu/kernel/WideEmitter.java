package dev.narae.cpu.kernel;

/** Writes instructions for several elements at a time, which may be stored later. */
public interface WideEmitter extends Emitter {

  /**
   * Writes the computation of the elements from this column on.
   *
   * @return writes their stores, at the same column
   */
  Runnable compute();
}
