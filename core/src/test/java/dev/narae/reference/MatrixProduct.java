package dev.narae.reference;

import dev.narae.expr.ScalarOp;
import dev.narae.spi.Epilogue;
import dev.narae.spi.Layout;
import dev.narae.spi.View;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A batched matrix product, one sum of products an element. */
final class MatrixProduct {
  private final View a;
  private final View b;
  private final Arithmetic arithmetic;

  private MatrixProduct(View a, View b) {
    this.a = a;
    this.b = b;
    this.arithmetic = Memory.arithmetic(a.dtype());
  }

  static void run(View a, View b, View out, @Nullable Epilogue epilogue) {
    check(a, b, out);
    MatrixProduct product = new MatrixProduct(a, b);
    Finish finish = epilogue == null ? (sum, i) -> sum : after(epilogue);
    long rows = out.shape().dim(1);
    long columns = out.shape().dim(2);
    long[] positions = Positions.of(out.layout());
    for (int i = 0; i < positions.length; i++) {
      long sum = product.sum(i / columns / rows, i / columns % rows, i % columns);
      product.arithmetic.store(out, positions[i], finish.apply(sum, i));
    }
  }

  private static void check(View a, View b, View out) {
    Contract.output(out, List.of(a, b));
    Contract.inBounds(a);
    Contract.inBounds(b);
    Contract.require(a.dtype() == b.dtype() && a.dtype() == out.dtype(), "mixed dtypes");
    Contract.require(a.shape().dim(2) == b.shape().dim(1), "different inner extents");
    Contract.require(
        out.shape().equals(a.shape().with(2, b.shape().dim(2)))
            && b.shape().dim(0) == a.shape().dim(0),
        "a product of another shape than its factors have");
  }

  /** What happens to a sum, at row-major position {@code i}, before it is stored. */
  private interface Finish {
    long apply(long sum, int i);
  }

  private static Finish after(Epilogue epilogue) {
    Interpreter interpreter = new Interpreter(epilogue.kernel(), new long[0]);
    List<View> operands = epilogue.operands();
    long[][] positions =
        operands.stream().map(v -> Positions.of(v.layout())).toArray(long[][]::new);
    long[] arguments = new long[operands.size() + 1];
    return (sum, i) -> {
      arguments[0] = sum;
      for (int k = 0; k < positions.length; k++) {
        arguments[k + 1] = interpreter.arithmetic().load(operands.get(k), positions[k][i]);
      }
      return interpreter.evaluate(arguments, i);
    };
  }

  private long sum(long batch, long row, long column) {
    Layout left = a.layout();
    Layout right = b.layout();
    long start = left.offset() + batch * left.stride(0) + row * left.stride(1);
    long top = right.offset() + batch * right.stride(0) + column * right.stride(2);
    long sum = arithmetic.constant(0);
    for (long k = 0; k < a.shape().dim(2); k++) {
      long x = arithmetic.load(a, start + k * left.stride(2));
      long y = arithmetic.load(b, top + k * right.stride(1));
      sum = arithmetic.apply(ScalarOp.ADD, sum, arithmetic.apply(ScalarOp.MUL, x, y));
    }
    return sum;
  }
}
