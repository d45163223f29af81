package dev.narae.cpu.conv;

import dev.narae.cpu.GemmMatrix;
import dev.narae.cpu.Scratch;
import java.lang.foreign.MemorySegment;

/**
 * Matrices of transformed numbers, one for each of the points of some lines, one after the other.
 *
 * @param memory of all of them
 * @param firstLine the first line
 * @param lines how many, of six points each
 * @param rows of a matrix
 * @param pitch from a row to the next, in elements
 */
record WinogradMatrices(MemorySegment memory, int firstLine, int lines, int rows, int pitch) {
  /**
   * Matrices in working memory, uninitialised: what lies behind the tiles of a chunk is anything,
   * and so are its products, which nobody reads.
   *
   * @param columns of a matrix
   */
  static WinogradMatrices take(Scratch scratch, int firstLine, int lines, int rows, int columns) {
    // Products of whole vectors end with a row.
    int pitch = Math.ceilDiv(columns, WinogradLoops.WIDEST) * WinogradLoops.WIDEST;
    long bytes = (long) lines * WinogradLoops.SIDE * bytes(rows, pitch);
    return new WinogradMatrices(scratch.take(bytes), firstLine, lines, rows, pitch);
  }

  /** Matrices of all lines. */
  static WinogradMatrices take(Scratch scratch, int rows, int columns) {
    return take(scratch, 0, WinogradLoops.SIDE, rows, columns);
  }

  /** Of a matrix; what lies between two lets loops go beyond, and keeps them off one cache set. */
  private static long bytes(long rows, int pitch) {
    return (rows * pitch + WinogradLoops.SLACK) * Float.BYTES;
  }

  /** From a matrix to the next, in bytes. */
  long step() {
    return bytes(rows, pitch);
  }

  /** Where an element of the first matrix lies, in bytes. */
  long at(int row, int column) {
    return ((long) row * pitch + column) * Float.BYTES;
  }

  /** How many matrices. */
  int count() {
    return lines * WinogradLoops.SIDE;
  }

  /** The matrices of fewer lines. */
  WinogradMatrices lines(int first, int count) {
    long at = (long) (first - firstLine) * WinogradLoops.SIDE * step();
    MemorySegment part = memory.asSlice(at, (long) count * WinogradLoops.SIDE * step());
    return new WinogradMatrices(part, first, count, rows, pitch);
  }

  /** As operands of a product. */
  GemmMatrix matrix() {
    return new GemmMatrix(memory, 0, step() / Float.BYTES, pitch, 1);
  }

  /** The same, rows and columns exchanged. */
  GemmMatrix transposed() {
    return new GemmMatrix(memory, 0, step() / Float.BYTES, 1, pitch);
  }
}
