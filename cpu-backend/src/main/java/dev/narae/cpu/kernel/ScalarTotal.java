package dev.narae.cpu.kernel;

import dev.narae.spi.ReduceKind;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.Collections;
import java.util.Locale;

/** Writes how the values of a row become one, by scalar code; see {@link RowTotals}. */
public final class ScalarTotal {
  private static final ClassDesc TOTALS = RowTotals.class.describeConstable().orElseThrow();
  private static final ClassDesc MATH = ClassDesc.of("java.lang.Math");

  private final CodeBuilder code;
  private final ReduceKind kind;
  private final ValueType type;
  private final ClassDesc array;
  private final int width;
  private final int accumulators;
  private final int total;

  /** The array of joined spans; that of the accumulators where those need not start anew. */
  private final int carried;

  /** A total whose accumulators are allocated here: this belongs before all loops. */
  ScalarTotal(CodeBuilder code, ReduceKind kind, ValueType type, int width) {
    this.code = code;
    this.kind = kind;
    this.type = type;
    this.width = width;
    this.array = type.desc().arrayType();
    this.accumulators = code.allocateLocal(TypeKind.REFERENCE);
    this.total = code.allocateLocal(type.kind());
    code.loadConstant(width).newarray(type.kind()).astore(accumulators);
    this.carried = carries() ? code.allocateLocal(TypeKind.REFERENCE) : accumulators;
    if (carries()) {
      code.loadConstant(width).newarray(type.kind()).astore(carried);
    }
  }

  /** Whether rounding errors may grow with the number of values. */
  public boolean carries() {
    return type.isFloating() && (kind == ReduceKind.SUM || kind == ReduceKind.PROD);
  }

  /** How values are joined. */
  public ReduceKind kind() {
    return kind;
  }

  /** The number of accumulators. */
  public int width() {
    return width;
  }

  /** The type of the values. */
  public ValueType type() {
    return type;
  }

  /** Makes all accumulators neutral. */
  void begin() {
    clear(accumulators);
    if (carries()) {
      clear(carried);
    }
  }

  private void clear(int array) {
    code.aload(array);
    pushNeutral();
    code.invokestatic(
        ClassDesc.of("java.util.Arrays"),
        "fill",
        MethodTypeDesc.of(ConstantDescs.CD_void, this.array, type.desc()));
  }

  /** Joins the accumulators to those of earlier spans, and starts anew. */
  void carry() {
    if (carries()) {
      code.aload(carried).aload(accumulators);
      pushNeutral();
      code.invokestatic(
          TOTALS,
          RowTotals.carryMethod(kind),
          MethodTypeDesc.of(ConstantDescs.CD_void, array, array, type.desc()));
    }
  }

  /** Pushes what changes nothing when joined. */
  public void pushNeutral() {
    long bits = RowTotals.neutral(kind, type);
    switch (type) {
      case INT, MASK -> code.loadConstant((int) bits);
      case LONG -> code.loadConstant(bits);
      case FLOAT -> code.loadConstant(Float.intBitsToFloat((int) bits));
      case DOUBLE -> code.loadConstant(Double.longBitsToDouble(bits));
    }
  }

  /** Joins a value to the accumulator of a column. */
  void gather(int column, Runnable value) {
    code.aload(accumulators);
    code.iload(column).loadConstant(width - 1).iand();
    code.dup2().arrayLoad(type.kind());
    value.run();
    join();
    code.arrayStore(type.kind());
  }

  /** Pushes the array of accumulators that are joined at the end. */
  public void pushAccumulators() {
    code.aload(carried);
  }

  /** Joins all accumulators. */
  void fold() {
    fold(width);
  }

  /** Joins the first {@code count} accumulators, all that are left. */
  public void fold(int count) {
    code.aload(carried).loadConstant(count);
    code.invokestatic(
        TOTALS,
        RowTotals.method(kind),
        MethodTypeDesc.of(type.desc(), array, ConstantDescs.CD_int));
    code.storeLocal(type.kind(), total);
  }

  /** Joins a value to the total. */
  void add(Runnable value) {
    push();
    value.run();
    join();
    code.storeLocal(type.kind(), total);
  }

  /** Pushes the total. */
  void push() {
    code.loadLocal(type.kind(), total);
  }

  /** Replaces two values by one. */
  private void join() {
    Step step = RowTotals.step(kind);
    if (step == Step.ADD || step == Step.MUL) {
      ScalarEmitter.arithmetic(code, type, step);
    } else {
      ClassDesc number = type.desc();
      code.invokestatic(
          MATH,
          step.name().toLowerCase(Locale.ROOT),
          MethodTypeDesc.of(number, Collections.nCopies(2, number)));
    }
  }
}
