package dev.narae.reference;

import dev.narae.expr.ScalarOp;
import dev.narae.spi.Layout;
import dev.narae.spi.ScatterKind;
import dev.narae.spi.View;
import java.util.List;

/** Elements joined with others at positions that an index gives, one after the other. */
final class Scattering {
  private Scattering() {}

  static void run(ScatterKind kind, View index, View source, int axis, View out) {
    Contract.output(out, List.of(index, source));
    Contract.require(index.shape().equals(source.shape()), "an index of another shape");
    Contract.require(source.dtype() == out.dtype(), "a source of another dtype");
    Arithmetic arithmetic = Memory.arithmetic(out.dtype());
    long[] positions = Positions.of(out.layout());
    long[] joined = new long[positions.length];
    for (int i = 0; i < joined.length; i++) {
      joined[i] = arithmetic.load(out, positions[i]);
    }
    Layout slots = Layout.contiguous(out.shape());
    long[] starts = Positions.along(slots, source.shape(), axis);
    long[] indices = Positions.of(index.layout());
    long[] sources = Positions.of(source.layout());
    for (int i = 0; i < sources.length; i++) {
      long k = Contract.index(Memory.whole(index, indices[i]), out.shape().dim(axis));
      int slot = (int) (starts[i] + k * slots.stride(axis));
      joined[slot] = join(kind, arithmetic, joined[slot], arithmetic.load(source, sources[i]));
    }
    for (int i = 0; i < joined.length; i++) {
      arithmetic.store(out, positions[i], joined[i]);
    }
  }

  private static long join(ScatterKind kind, Arithmetic arithmetic, long held, long element) {
    return switch (kind) {
      case SET -> element;
      case SUM -> arithmetic.apply(ScalarOp.ADD, held, element);
      case PROD -> arithmetic.apply(ScalarOp.MUL, held, element);
      case MAX -> arithmetic.apply(ScalarOp.MAX, held, element);
      case MIN -> arithmetic.apply(ScalarOp.MIN, held, element);
    };
  }
}
