package dev.narae.cpu.kernel;

import dev.narae.spi.ReduceKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a kernel is compiled for, beside its tree. */
final class Signature {
  private final Operand[] operands;
  private final Operand.Stride index;
  private final boolean wideIndex;
  private final @Nullable ReduceKind join;
  private final boolean rows;

  /**
   * A signature.
   *
   * @param operands inputs, then the output
   * @param index how the element's position advances along the inner loop
   * @param wideIndex whether positions may exceed 31 bits
   * @param join how values are joined to what the output holds; null if they replace it
   */
  Signature(
      Operand[] operands, Operand.Stride index, boolean wideIndex, @Nullable ReduceKind join) {
    this(operands, index, wideIndex, join, false);
  }

  private Signature(
      Operand[] operands,
      Operand.Stride index,
      boolean wideIndex,
      @Nullable ReduceKind join,
      boolean rows) {
    this.operands = operands;
    this.index = index;
    this.wideIndex = wideIndex;
    this.join = join;
    this.rows = rows;
  }

  /** For values that are joined along each row and written once, whatever the output held. */
  static Signature ofRows(
      Operand[] operands, Operand.Stride index, boolean wideIndex, ReduceKind join) {
    return new Signature(operands, index, wideIndex, join, true);
  }

  /** Whether {@link #join()} is along rows, in place of joining to what the output holds. */
  boolean rows() {
    return rows;
  }

  List<Operand> operands() {
    return List.of(operands);
  }

  Operand.Stride index() {
    return index;
  }

  boolean wideIndex() {
    return wideIndex;
  }

  @Nullable ReduceKind join() {
    return join;
  }

  /** Whether code for one serves the other. */
  boolean matches(Signature other) {
    if (index != other.index
        || wideIndex != other.wideIndex
        || join != other.join
        || rows != other.rows
        || operands.length != other.operands.length) {
      return false;
    }
    for (int i = 0; i < operands.length; i++) {
      if (operands[i] != other.operands[i]) {
        return false;
      }
    }
    return true;
  }
}
