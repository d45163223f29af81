package dev.narae.cpu.rows;

import static dev.narae.cpu.kernel.RowKernel.Output.each;
import static dev.narae.cpu.kernel.RowKernel.Output.sum;

import dev.narae.DType;
import dev.narae.cpu.Scratch;
import dev.narae.cpu.kernel.ElementLoop;
import dev.narae.cpu.kernel.RowKernel;
import dev.narae.expr.Expr;
import dev.narae.spi.View;
import java.util.function.DoubleUnaryOperator;

/**
 * The softmax functions of rows. The largest element is subtracted first, so that nothing
 * overflows. A row with an infinity or a NaN as its largest element, or of -infinity alone, gives
 * NaN, as the formula does.
 *
 * <p>Exponentials are written and then added up from the cache: a loop that does both needs more
 * registers than there are, and loads all constants of the exponential anew for each vector.
 */
public final class Softmaxes {
  private static final Expr A = Expr.arg(0);
  private static final Expr B = Expr.arg(1);
  private static final Expr C = Expr.arg(2);

  private final Rows rows;
  private final DType dtype;

  private final Exponentials exponentials;
  private final ElementLoop total;
  private final ElementLoop scaled;
  private final ElementLoop logarithms;
  private final ElementLoop product;
  private final ElementLoop gradient;
  private final ElementLoop logGradient;

  /** The functions of rows of F32 or F64. */
  public Softmaxes(Rows rows, DType dtype) {
    this.rows = rows;
    this.dtype = dtype;
    exponentials = new Exponentials(rows, dtype);
    total = loop("total", 1, 0, sum(A));
    scaled = loop("scaled", 1, 1, each(A.mul(B)));
    logarithms = loop("logarithms", 1, 2, each(A.sub(B).sub(C)));
    product = loop("product", 2, 0, sum(A.mul(B)));
    gradient = loop("softmaxGradient", 2, 1, each(B.mul(A.sub(C))));
    logGradient = loop("logSoftmaxGradient", 2, 1, each(A.sub(B.exp().mul(C))));
  }

  private ElementLoop loop(String name, int inputs, int numbers, RowKernel.Output output) {
    return rows.loop(RowKernel.of(name, dtype, inputs, numbers, output));
  }

  /** y_i = exp(x_i) / sum_j exp(x_j). */
  public void softmax(View input, View output) {
    Last last = (_, _, factor, e, n, columns) -> Rows.call(scaled, n, columns, e, factor, e);
    forward(input, output, sum -> 1 / sum, last);
  }

  /** y_i = x_i - log(sum_j exp(x_j)). */
  public void logSoftmax(View input, View output) {
    Last last = (x, most, log, e, n, columns) -> Rows.call(logarithms, n, columns, x, most, log, e);
    try (Scratch scratch = rows.scratch()) {
      // The output holds exponentials for a while, and elements are read again after that.
      View source = Rows.overlap(input, output) ? rows.copy(input, scratch) : input;
      forward(source, output, Math::log, last);
    }
  }

  /** What makes results of exponentials, in their place. */
  private interface Last {
    void run(RowOperand x, RowOperand most, RowOperand number, RowOperand e, int rows, int columns);
  }

  /** Exponentials, a number that is a function of each row's sum, and what both give. */
  private void forward(View input, View output, DoubleUnaryOperator function, Last last) {
    run(
        output,
        (y, count, columns, scratch) -> {
          RowOperand x = rows.input(input, scratch);
          RowOperand most = Rows.numbers(scratch, count, dtype);
          RowOperand numbers = Rows.numbers(scratch, count, dtype);
          Exponentials.After after =
              (row, n, e) -> {
                RowOperand number = numbers.from(row);
                Rows.call(total, n, columns, e, number);
                Numbers.change(number, dtype, n, function);
                last.run(x.from(row), most.from(row), number, e, n, columns);
              };
          exponentials.run(new Exponentials.Task(columns, x, most, y::from, after), count);
        });
  }

  /** dx_i = y_i * (dy_i - sum_j dy_j y_j), from dy and y. */
  public void softmaxGrad(View upstream, View softmax, View output) {
    Sums sums = (g, y, sum, n, columns) -> Rows.call(product, n, columns, g, y, sum);
    backward(upstream, softmax, output, sums, gradient);
  }

  /** dx_i = dy_i - exp(y_i) * sum_j dy_j, from dy and y. */
  public void logSoftmaxGrad(View upstream, View logSoftmax, View output) {
    Sums sums = (g, _, sum, n, columns) -> Rows.call(total, n, columns, g, sum);
    backward(upstream, logSoftmax, output, sums, logGradient);
  }

  private interface Sums {
    void run(RowOperand g, RowOperand y, RowOperand sum, int rows, int columns);
  }

  /** A sum of each row, and what it gives with the elements. */
  private void backward(View upstream, View value, View output, Sums sums, ElementLoop elements) {
    run(
        output,
        (dx, count, columns, scratch) -> {
          RowOperand g = rows.input(upstream, scratch);
          RowOperand y = rows.input(value, scratch);
          RowOperand numbers = Rows.numbers(scratch, count, dtype);
          rows.forEach(
              columns,
              count,
              (row, end) -> {
                int n = (int) (end - row);
                RowOperand sum = numbers.from(row);
                sums.run(g.from(row), y.from(row), sum, n, columns);
                Rows.call(elements, n, columns, g.from(row), y.from(row), sum, dx.from(row));
              });
        });
  }

  private interface Body {
    void run(RowOperand out, long count, int columns, Scratch scratch);
  }

  private void run(View output, Body body) {
    if (output.shape().size() == 0) {
      return;
    }
    int columns = Math.toIntExact(output.shape().dim(-1));
    try (Scratch scratch = rows.scratch()) {
      View target = rows.target(output, scratch);
      body.run(Rows.regular(target), output.shape().size() / columns, columns, scratch);
      rows.store(target, output);
    }
  }
}
