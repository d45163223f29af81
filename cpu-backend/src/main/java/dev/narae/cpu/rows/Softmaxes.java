package dev.narae.cpu.rows;

import static dev.narae.cpu.kernel.RowKernel.Output.each;
import static dev.narae.cpu.kernel.RowKernel.Output.max;
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

  private final ElementLoop largest;
  private final ElementLoop exponentials;
  private final ElementLoop scaled;
  private final ElementLoop logarithms;
  private final ElementLoop product;
  private final ElementLoop gradient;
  private final ElementLoop total;
  private final ElementLoop logGradient;

  /** The functions of rows of F32 or F64. */
  public Softmaxes(Rows rows, DType dtype) {
    this.rows = rows;
    this.dtype = dtype;
    Expr e = A.sub(B).exp();
    largest = loop("largest", 1, 0, max(A));
    exponentials = loop("exponentials", 1, 1, each(e));
    scaled = loop("scaled", 1, 1, each(A.mul(B)));
    logarithms = loop("logarithms", 1, 2, each(A.sub(B).sub(C)));
    product = loop("product", 2, 0, sum(A.mul(B)));
    gradient = loop("softmaxGradient", 2, 1, each(B.mul(A.sub(C))));
    total = loop("total", 1, 0, sum(A));
    logGradient = loop("logSoftmaxGradient", 2, 1, each(A.sub(B.exp().mul(C))));
  }

  private ElementLoop loop(String name, int inputs, int numbers, RowKernel.Output... outputs) {
    return rows.loop(RowKernel.of(name, dtype, inputs, numbers, outputs));
  }

  /** y_i = exp(x_i) / sum_j exp(x_j). */
  public void softmax(View input, View output) {
    run(
        1,
        output,
        input,
        input,
        (x, _, y, n, columns, numbers) -> {
          Rows.call(largest, n, columns, x, numbers[0]);
          Rows.call(exponentials, n, columns, x, numbers[0], y);
          Rows.call(total, n, columns, y, numbers[1]);
          change(numbers[1], n, sum -> 1 / sum);
          Rows.call(scaled, n, columns, y, numbers[1], y);
        });
  }

  /** y_i = x_i - log(sum_j exp(x_j)). */
  public void logSoftmax(View input, View output) {
    if (output.shape().size() == 0) {
      return;
    }
    try (Scratch scratch = rows.scratch()) {
      // The output holds exponentials for a while, and elements are read again after that.
      View source = Rows.overlap(input, output) ? rows.copy(input, scratch) : input;
      run(
          1,
          output,
          source,
          source,
          (x, _, y, n, columns, numbers) -> {
            Rows.call(largest, n, columns, x, numbers[0]);
            Rows.call(exponentials, n, columns, x, numbers[0], y);
            Rows.call(total, n, columns, y, numbers[1]);
            change(numbers[1], n, Math::log);
            Rows.call(logarithms, n, columns, x, numbers[0], numbers[1], y);
          });
    }
  }

  /** dx_i = y_i * (dy_i - sum_j dy_j y_j), from dy and y. */
  public void softmaxGrad(View upstream, View softmax, View output) {
    run(
        2,
        output,
        upstream,
        softmax,
        (g, y, dx, n, columns, numbers) -> {
          Rows.call(product, n, columns, g, y, numbers[0]);
          Rows.call(gradient, n, columns, g, y, numbers[0], dx);
        });
  }

  /** dx_i = dy_i - exp(y_i) * sum_j dy_j, from dy and y. */
  public void logSoftmaxGrad(View upstream, View logSoftmax, View output) {
    run(
        2,
        output,
        upstream,
        logSoftmax,
        (g, y, dx, n, columns, numbers) -> {
          Rows.call(total, n, columns, g, numbers[0]);
          Rows.call(logGradient, n, columns, g, y, numbers[0], dx);
        });
  }

  private interface Step {
    void run(
        RowOperand a, RowOperand b, RowOperand out, int rows, int columns, RowOperand[] numbers);
  }

  private void run(int inputs, View output, View first, View second, Step step) {
    if (output.shape().size() == 0) {
      return;
    }
    int columns = Math.toIntExact(output.shape().dim(-1));
    try (Scratch scratch = rows.scratch()) {
      RowOperand a = rows.input(first, scratch);
      RowOperand b = inputs == 1 ? a : rows.input(second, scratch);
      View target = rows.target(output, scratch);
      RowOperand out = Rows.regular(target);
      rows.forEach(
          columns,
          Rows.numbers(scratch, output.shape().size() / columns, 2, dtype),
          (row, n, numbers) ->
              step.run(a.from(row), b.from(row), out.from(row), n, columns, numbers));
      rows.store(target, output);
    }
  }

  private void change(RowOperand numbers, int count, DoubleUnaryOperator function) {
    Numbers.change(numbers, dtype, count, function);
  }
}
