package dev.narae.cpu.conv;

import dev.narae.DType;
import org.jspecify.annotations.Nullable;

/** A family of kernels: those with vectors of this machine, or plain loops. */
public interface ConvKernels {

  /** Elements of a vector, for rows of {@code width} elements. */
  int lanes(DType dtype, int width);

  /** Vectors in a row of a tile, where {@code rows} rows are to be computed. */
  int vectors(int rows);

  /** The most rows of a tile with so many vectors in a row. */
  int rows(int vectors);

  /** Registers that sums and operands of kind IMAGES may fill. */
  int registers();

  /**
   * A kernel, or null as long as it is not compiled; the first call has that begun.
   *
   * @param steps products that plain loops compute if it is not
   */
  @Nullable ConvKernel find(ConvForm form, long steps);

  /**
   * Loops over taps of F32, or null as long as they are not compiled.
   *
   * @param steps products that plain loops compute then
   */
  @Nullable FloatTaps floatTaps(long steps);

  /**
   * Loops over taps of F64, or null as long as they are not compiled.
   *
   * @param steps products that plain loops compute then
   */
  @Nullable DoubleTaps doubleTaps(long steps);

  /**
   * Loops over windows of 2×2 elements of F32, or null as long as they are not compiled.
   *
   * @param steps operations of plain loops then
   */
  @Nullable PoolLoops pools(long steps);

  /**
   * Loops over Winograd's tiles, or null as long as they are not compiled.
   *
   * @param steps operations of plain loops then
   */
  @Nullable WinogradLoops winograd(long steps);

  /**
   * Loops that put rows of F32 side by side, or null as long as they are not compiled.
   *
   * @param steps operations of plain loops then
   */
  @Nullable LaneLoops lanes(long steps);

  /** The most bytes that a {@link #stage} holds; 0 if there is no such memory. */
  long stageRoom();

  /** Takes memory that kernels read A from; to be closed by the thread that took it. */
  ConvStage stage();

  /** How many bytes the steps of a kernel of kind IMAGES may span. */
  long reach();

  /** Takes memory that kernels of kind IMAGES read, or null while another computation has it. */
  @Nullable SharedStage shared();
}
