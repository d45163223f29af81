package dev.narae.cpu.rows;

import static dev.narae.cpu.kernel.RowKernel.Output.each;
import static dev.narae.cpu.kernel.RowKernel.Output.sum;

import dev.narae.DType;
import dev.narae.cpu.CpuBuffer;
import dev.narae.cpu.GemmPool;
import dev.narae.cpu.Scratch;
import dev.narae.cpu.kernel.ElementLoop;
import dev.narae.cpu.kernel.RowKernel;
import dev.narae.expr.Expr;
import dev.narae.spi.View;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * The negative logarithm of the softmax at a row's label, without a row of logarithms, and its
 * gradient.
 */
public final class CrossEntropies {
  private final Rows rows;
  private final DType dtype;
  private final Exponentials exponentials;
  private final ElementLoop total;
  private final ElementLoop shares;

  /** The operators on rows of F32 or F64. */
  public CrossEntropies(Rows rows, DType dtype) {
    this.rows = rows;
    this.dtype = dtype;
    Expr x = Expr.arg(0);
    Expr e = x.sub(Expr.arg(1)).exp();
    exponentials = new Exponentials(rows, dtype);
    total = rows.loop(RowKernel.of("total", dtype, 1, 0, sum(x)));
    shares = rows.loop(RowKernel.of("shares", dtype, 1, 2, each(e.mul(Expr.arg(2)))));
  }

  /** The operator that {@link dev.narae.spi.FusedOp.CrossEntropy} describes. */
  public void forward(View input, View labels, List<View> outputs) {
    View losses = outputs.getFirst();
    if (losses.shape().size() == 0) {
      return;
    }
    int columns = Math.toIntExact(input.shape().dim(-1));
    try (Scratch scratch = rows.scratch()) {
      RowOperand x = rows.input(input, scratch);
      RowOperand most = RowOperand.numbers(outputs.get(1));
      RowOperand sum = RowOperand.numbers(outputs.get(2));
      GemmPool<RowOperand> pool = new GemmPool<>(() -> Rows.chunk(scratch, columns, dtype));
      Exponentials.After after =
          (from, n, e) -> {
            Rows.call(total, n, columns, e, sum.from(from));
            pool.release(e);
            for (long row = from; row < from + n; row++) {
              double log = Math.log(element(sum, row, 0));
              double score = element(x, row, label(labels, row));
              number(losses, row, log + (element(most, row, 0) - score));
            }
          };
      exponentials.run(
          new Exponentials.Task(columns, x, most, _ -> pool.acquire(), after),
          input.shape().dim(0));
    }
  }

  /** The operator that {@link dev.narae.spi.FusedOp.CrossEntropyGrad} describes. */
  public void backward(List<View> inputs, View output) {
    if (output.shape().size() == 0) {
      return;
    }
    View upstream = inputs.getFirst();
    View labels = inputs.get(2);
    int columns = Math.toIntExact(output.shape().dim(-1));
    try (Scratch scratch = rows.scratch()) {
      RowOperand x = rows.input(inputs.get(1), scratch);
      View target = rows.target(output, scratch);
      RowOperand dx = Rows.regular(target);
      RowOperand most = RowOperand.numbers(inputs.get(3));
      long count = output.shape().dim(0);
      RowOperand factor = Rows.numbers(scratch, count, dtype);
      rows.forEach(
          columns,
          count,
          (from, to) -> {
            int n = (int) (to - from);
            for (long row = from; row < to; row++) {
              double value = number(upstream, row) / number(inputs.get(4), row);
              Numbers.set(factor.memory(), dtype, row, value);
            }
            RowOperand of = x.from(from);
            Rows.call(shares, n, columns, of, most.from(from), factor.from(from), dx.from(from));
            for (long row = from; row < to; row++) {
              subtract(dx, row, label(labels, row), number(upstream, row));
            }
          });
      rows.store(target, output);
    }
  }

  private static long label(View labels, long row) {
    long at = labels.layout().offset() + row * labels.layout().stride(0);
    return CpuBuffer.of(labels).getAtIndex(ValueLayout.JAVA_LONG, at);
  }

  private double number(View vector, long row) {
    long at = vector.layout().offset() + row * vector.layout().stride(0);
    return Numbers.get(CpuBuffer.of(vector), dtype, at);
  }

  private void number(View vector, long row, double value) {
    long at = vector.layout().offset() + row * vector.layout().stride(0);
    Numbers.set(CpuBuffer.of(vector), dtype, at, value);
  }

  private double element(RowOperand matrix, long row, long column) {
    return Numbers.get(matrix.memory(), dtype, index(matrix, row, column));
  }

  private void subtract(RowOperand matrix, long row, long column, double value) {
    long at = index(matrix, row, column);
    Numbers.set(matrix.memory(), dtype, at, Numbers.get(matrix.memory(), dtype, at) - value);
  }

  private long index(RowOperand matrix, long row, long column) {
    return (matrix.start() + row * matrix.rowStep()) / dtype.bytes() + column;
  }
}
