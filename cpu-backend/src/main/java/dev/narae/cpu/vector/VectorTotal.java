package dev.narae.cpu.vector;

import static dev.narae.cpu.vector.VectorNames.SPECIES;

import dev.narae.cpu.kernel.RowTotals;
import dev.narae.cpu.kernel.ScalarTotal;
import dev.narae.cpu.kernel.Step;
import dev.narae.cpu.kernel.ValueType;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.stream.IntStream;

/** Writes how the values of a row are joined in vectors that stay in registers. */
final class VectorTotal {
  private final CodeBuilder code;
  private final ScalarTotal scalar;
  private final VectorLanes lanes;
  private final ClassDesc vector;
  private final int[] accumulators;

  /** The joined spans; the accumulators themselves where those need not start anew. */
  private final int[] carried;

  VectorTotal(CodeBuilder code, ScalarTotal scalar, VectorLanes lanes) {
    this.code = code;
    this.scalar = scalar;
    this.lanes = lanes;
    this.vector = VectorLanes.vector(scalar.type());
    this.accumulators = locals(code, width() / lanes.count());
    this.carried = scalar.carries() ? locals(code, accumulators.length) : accumulators;
  }

  private static int[] locals(CodeBuilder code, int count) {
    return IntStream.generate(() -> code.allocateLocal(TypeKind.REFERENCE)).limit(count).toArray();
  }

  /** The number of accumulators. */
  int width() {
    return scalar.width();
  }

  void begin() {
    clear(accumulators);
    if (scalar.carries()) {
      clear(carried);
    }
  }

  private void clear(int... vectors) {
    ValueType type = scalar.type();
    for (int accumulator : vectors) {
      code.getstatic(vector, lanes.species(), SPECIES);
      scalar.pushNeutral();
      code.invokestatic(vector, "broadcast", MethodTypeDesc.of(vector, SPECIES, type.desc()));
      code.astore(accumulator);
    }
  }

  /** Joins a vector of values to accumulator {@code i}. */
  void join(int i, Runnable value) {
    joinTo(accumulators[i], value);
  }

  private void joinTo(int accumulator, Runnable value) {
    Step step = RowTotals.step(scalar.kind());
    code.aload(accumulator);
    Lanewise.operator(code, step);
    value.run();
    Lanewise.call(code, vector, step);
    code.astore(accumulator);
  }

  /** Joins the accumulators to those of earlier spans, and starts anew. */
  void carry() {
    if (scalar.carries()) {
      for (int i = 0; i < carried.length; i++) {
        int gathered = accumulators[i];
        joinTo(carried[i], () -> code.aload(gathered));
      }
      clear(accumulators);
    }
  }

  /** Joins the accumulators: in halves down to one vector, whose elements scalar code joins. */
  void fold() {
    for (int half = carried.length / 2; half > 0; half /= 2) {
      for (int i = 0; i < half; i++) {
        int other = carried[i + half];
        joinTo(carried[i], () -> code.aload(other));
      }
    }
    code.aload(carried[0]);
    Lanewise.tellClass(code, vector);
    scalar.pushAccumulators();
    code.iconst_0();
    code.invokevirtual(
        vector,
        "intoArray",
        MethodTypeDesc.of(
            ConstantDescs.CD_void, scalar.type().desc().arrayType(), ConstantDescs.CD_int));
    scalar.fold(lanes.count());
  }
}
