package dev.narae.reference;

import dev.narae.expr.Kernel;
import dev.narae.spi.View;
import java.util.List;

/** The values of a kernel over its inputs, by row-major position. */
final class Elements {
  private final Interpreter interpreter;
  private final List<View> inputs;
  private final long[][] positions;
  private final long[] arguments;

  Elements(Kernel kernel, long[] scalars, List<View> inputs) {
    this.interpreter = new Interpreter(kernel, scalars);
    this.inputs = inputs;
    this.positions = inputs.stream().map(v -> Positions.of(v.layout())).toArray(long[][]::new);
    this.arguments = new long[inputs.size()];
  }

  Arithmetic arithmetic() {
    return interpreter.arithmetic();
  }

  long value(int i) {
    for (int k = 0; k < arguments.length; k++) {
      arguments[k] = arithmetic().load(inputs.get(k), positions[k][i]);
    }
    return interpreter.evaluate(arguments, i);
  }
}
