package dev.narae.cpu.conv;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** The arrays of one thread that sums taps: shifted copies of a plane, weights and outputs. */
abstract class TapArrays {
  private final TapPlan plan;

  TapArrays(TapPlan plan) {
    this.plan = plan;
  }

  /** Elements of the outputs. */
  static int room(TapPlan plan) {
    return plan.rows() * plan.columns() + TapPlan.SLACK;
  }

  final TapPlan plan() {
    return plan;
  }

  /**
   * Makes the shifted copies of a plane.
   *
   * @param row the first row of outputs
   */
  final void load(Planes from, int image, int channel, int row) {
    for (TapPlan.Copy copy : plan.copies()) {
      int top = copy.firstRow() + row * plan.strideH();
      if (plan.strideH() == 1 && plan.strideW() == 1 && from.isDense(plan.columns())) {
        loadWhole(from, image, channel, top, copy);
      } else {
        loadRows(from, image, channel, top, copy);
      }
    }
  }

  /** All rows at once, and then zeros where a column comes from the row before or after. */
  private void loadWhole(Planes from, int image, int channel, int top, TapPlan.Copy copy) {
    int columns = plan.columns();
    int shift = copy.column();
    int first = Math.clamp(-top, 0, copy.rows());
    int last = Math.clamp((long) from.height() - top, first, copy.rows());
    if (first == last || Math.abs(shift) >= columns) {
      zeros(copy.at(), copy.rows() * columns);
      return;
    }
    zeros(copy.at(), first * columns);
    int before = Math.max(0, -shift);
    int count = (last - first) * columns - Math.abs(shift);
    int to = copy.at() + first * columns;
    long at = from.at(image, channel, top + first) + Math.max(0, shift);
    loadRow(from.memory(), at, 1, to + before, count);
    int edge = shift > 0 ? columns - shift : 0;
    if (shift != 0) {
      zeroColumns(to + edge, last - first, columns, Math.abs(shift));
    }
    zeros(copy.at() + last * columns, (copy.rows() - last) * columns);
  }

  private void loadRows(Planes from, int image, int channel, int top, TapPlan.Copy copy) {
    int columns = plan.columns();
    int step = plan.strideW();
    int before = Math.clamp(Math.ceilDiv(-copy.column(), step), 0, columns);
    int after = Math.clamp(Math.ceilDiv(from.width() - copy.column(), step), before, columns);
    long columnStep = step * from.columnStride();
    for (int r = 0; r < copy.rows(); r++) {
      int row = top + r * plan.strideH();
      int to = copy.at() + r * columns;
      if (row < 0 || row >= from.height() || before == after) {
        zeros(to, columns);
        continue;
      }
      long left = copy.column() + (long) before * step;
      long at = from.at(image, channel, row) + left * from.columnStride();
      zeros(to, before);
      loadRow(from.memory(), at, columnStep, to + before, after - before);
      zeros(to + after, columns - after);
    }
  }

  /** Copies rows of a plane to where outputs are. */
  final void loadOutputs(Planes from, int image, int channel, int row, int rows) {
    int columns = plan.columns();
    if (from.isDense(columns)) {
      loadOutputs(from.memory(), from.at(image, channel, row), 1, 0, rows * columns);
      return;
    }
    for (int r = 0; r < rows; r++) {
      long at = from.at(image, channel, row + r);
      loadOutputs(from.memory(), at, from.columnStride(), r * columns, columns);
    }
  }

  /**
   * Copies outputs to a plane.
   *
   * @param row of the plane for the first row of outputs
   * @param rowStep from there to the row for the next one
   * @param column of the plane for the first output of a row
   * @param columnStep from there to the column for the next one
   */
  final void store(
      Planes to,
      int image,
      int channel,
      int row,
      int rowStep,
      int column,
      int columnStep,
      int rows) {
    int columns = plan.columns();
    if (rowStep == 1 && columnStep == 1 && to.isDense(columns)) {
      storeOutputs(0, to.memory(), to.at(image, channel, row), 1, rows * columns);
      return;
    }
    long step = columnStep * to.columnStride();
    for (int r = 0; r < rows; r++) {
      long at = to.at(image, channel, row + r * rowStep) + column * to.columnStride();
      storeOutputs(r * columns, to.memory(), at, step, columns);
    }
  }

  /** Sets the copies' elements to 0. */
  abstract void zeros(int at, int count);

  /** Sets some columns of rows of the copies to 0. */
  abstract void zeroColumns(int at, int rows, int pitch, int columns);

  /** Reads elements of the copies. */
  abstract void loadRow(MemorySegment from, long at, long step, int to, int count);

  /** Reads the weights of the taps, the first element of the kernel being at {@code at}. */
  abstract void loadWeights(MemorySegment from, long at);

  /** Sets all outputs to an element, or to 0. */
  abstract void start(@Nullable MemorySegment bias, long at);

  /** Adds the products of the weights and what the taps meet to the first {@code count} outputs. */
  abstract void addWindows(int count);

  /** Reads outputs. */
  abstract void loadOutputs(MemorySegment from, long at, long step, int to, int count);

  /** Writes outputs. */
  abstract void storeOutputs(int from, MemorySegment to, long at, long step, int count);

  /** Adds the products of what each tap meets and the first {@code count} outputs to its sum. */
  abstract void addProducts(int count);

  /** Adds what has been summed to the sums in double precision, and begins anew. */
  abstract void settle();

  /** Stores the sums as weights, the first element of the kernel at {@code at}; begins anew. */
  abstract void storeSums(MemorySegment to, long at);
}
