package dev.narae.reference;

import dev.narae.DType;
import dev.narae.Shape;
import dev.narae.spi.View;
import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;

/** The elements of lines in order, by the stable sort of the Java library. */
final class Sorting {
  private Sorting() {}

  static void run(View input, int axis, boolean descending, View values, View positions) {
    Contract.elementwise(List.of(input), values);
    Contract.elementwise(List.of(input), positions);
    Contract.require(
        values.dtype() == input.dtype() && positions.dtype() == DType.I64, "a wrong dtype");
    Shape lines = input.shape().size() == 0 ? input.shape() : input.shape().with(axis, 1);
    long[] from = Positions.along(input.layout(), lines, axis);
    long[] to = Positions.along(values.layout(), lines, axis);
    long[] where = Positions.along(positions.layout(), lines, axis);
    Arithmetic arithmetic = Memory.arithmetic(input.dtype());
    for (int line = 0; line < from.length; line++) {
      List<Long> order = order(input, axis, descending, from[line]);
      for (int i = 0; i < order.size(); i++) {
        long source = from[line] + order.get(i) * input.layout().stride(axis);
        long target = to[line] + i * values.layout().stride(axis);
        arithmetic.store(values, target, arithmetic.load(input, source));
        Memory.store(positions, where[line] + i * positions.layout().stride(axis), order.get(i));
      }
    }
  }

  private static List<Long> order(View input, int axis, boolean descending, long start) {
    long stride = input.layout().stride(axis);
    Comparator<Long> ascending =
        input.dtype().isFloating()
            // Adding 0 makes -0 equal to 0; Java's order has NaN last already.
            ? Comparator.comparingDouble(i -> Memory.real(input, start + i * stride) + 0.0)
            : Comparator.comparingLong(i -> Memory.whole(input, start + i * stride));
    return LongStream.range(0, input.shape().dim(axis))
        .boxed()
        .sorted(descending ? ascending.reversed() : ascending)
        .toList();
  }
}
