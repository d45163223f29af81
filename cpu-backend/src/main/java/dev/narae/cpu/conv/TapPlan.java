package dev.narae.cpu.conv;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where the taps of a small sum find what they meet. A plane is copied once for each column that a
 * tap begins at, shifted so that what the outputs of a row meet there lies one behind the other,
 * row after row, with zeros for what lies outside. So a tap of all outputs is one long run,
 * whatever the stride, the dilation and the padding.
 */
final class TapPlan {
  /** Elements beyond the last that a loop may touch. */
  static final int SLACK = 16;

  /**
   * An element of the kernel, and what the first output meets there.
   *
   * @param element of the kernel
   * @param row may lie outside
   * @param column may lie outside
   */
  record Tap(int element, int row, int column) {}

  /**
   * A shifted copy of some rows of the plane, {@code strideH} apart.
   *
   * @param firstRow of the plane, for the first row of outputs
   * @param column that the first output of a row meets
   * @param rows of the copy
   * @param at where it begins
   */
  record Copy(int firstRow, int column, int rows, int at) {}

  private final int strideH;
  private final int strideW;
  private final int rows;
  private final int columns;
  private final List<Copy> copies = new ArrayList<>();
  private final int[] elements;
  private final int[] at;
  private final int size;

  /**
   * A plan for {@code rows} rows of outputs.
   *
   * @param strideH from what an output meets to what the one below it meets
   * @param strideW from what an output meets to what the next one meets
   */
  TapPlan(List<Tap> taps, int rows, int columns, int strideH, int strideW) {
    this.strideH = strideH;
    this.strideW = strideW;
    this.rows = rows;
    this.columns = columns;
    int count = Math.ceilDiv(taps.size(), TapLoops.AT_A_TIME) * TapLoops.AT_A_TIME;
    elements = taps.stream().mapToInt(Tap::element).toArray();
    at = new int[count];
    int end = 0;
    for (Tap tap : taps) {
      if (copyOf(tap) == null) {
        Copy copy = newCopy(taps, tap, end);
        copies.add(copy);
        end += copy.rows() * columns;
      }
    }
    for (int t = 0; t < count; t++) {
      at[t] = t < taps.size() ? at(taps.get(t)) : end;
    }
    size = end + (count > taps.size() ? rows * columns : 0) + SLACK;
  }

  private @Nullable Copy copyOf(Tap tap) {
    for (Copy copy : copies) {
      if (serves(copy.firstRow(), copy.column(), tap)) {
        return copy;
      }
    }
    return null;
  }

  private boolean serves(int row, int column, Tap tap) {
    return column == tap.column() && Math.floorMod(tap.row() - row, strideH) == 0;
  }

  private Copy newCopy(List<Tap> taps, Tap tap, int begin) {
    int first = tap.row();
    int last = tap.row();
    for (Tap other : taps) {
      if (serves(tap.row(), tap.column(), other)) {
        first = Math.min(first, other.row());
        last = Math.max(last, other.row());
      }
    }
    return new Copy(first, tap.column(), (last - first) / strideH + rows, begin);
  }

  private int at(Tap tap) {
    Copy copy = Objects.requireNonNull(copyOf(tap));
    return copy.at() + (tap.row() - copy.firstRow()) / strideH * columns;
  }

  /** The taps of a convolution. */
  static List<Tap> forward(ConvSizes sizes) {
    List<Tap> taps = new ArrayList<>();
    for (int i = 0; i < sizes.kernelH(); i++) {
      for (int j = 0; j < sizes.kernelW(); j++) {
        int row = i * sizes.window().dilationH() - sizes.window().padH();
        int column = j * sizes.window().dilationW() - sizes.window().padW();
        taps.add(new Tap(i * sizes.kernelW() + j, row, column));
      }
    }
    return taps;
  }

  /**
   * The taps that an input's gradient is the sum of, for those inputs that begin at a row and a
   * column and lie a stride apart: a tap for each element of the kernel that they are met by.
   */
  static List<Tap> backward(ConvSizes sizes, int row, int column) {
    List<Tap> taps = new ArrayList<>();
    for (int i = sizes.kernelH() - 1; i >= 0; i--) {
      for (int j = sizes.kernelW() - 1; j >= 0; j--) {
        int down = row + sizes.window().padH() - i * sizes.window().dilationH();
        int right = column + sizes.window().padW() - j * sizes.window().dilationW();
        if (down % sizes.window().strideH() == 0 && right % sizes.window().strideW() == 0) {
          taps.add(
              new Tap(
                  i * sizes.kernelW() + j,
                  down / sizes.window().strideH(),
                  right / sizes.window().strideW()));
        }
      }
    }
    return taps;
  }

  int strideH() {
    return strideH;
  }

  int strideW() {
    return strideW;
  }

  /** Rows of outputs. */
  int rows() {
    return rows;
  }

  /** Columns of outputs. */
  int columns() {
    return columns;
  }

  List<Copy> copies() {
    return copies;
  }

  /** Taps, those that are missing included. */
  int count() {
    return at.length;
  }

  /** The element of the kernel for each tap that there is. */
  int[] elements() {
    return elements;
  }

  /** Where the run of each tap begins. */
  int[] at() {
    return at;
  }

  /** Elements of all copies, with zeros for missing taps and some slack. */
  int size() {
    return size;
  }
}
