package dev.narae.cpu.vector;

import static java.lang.constant.ConstantDescs.CD_long;

import dev.narae.cpu.conv.ConvForm;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.foreign.ValueLayout;

/**
 * The code of {@link dev.narae.cpu.conv.ConvKernel#multiply}: a loop over the depth with every
 * accumulator in a local variable. The Java source of a 2×1 kernel of kind TAPS would read
 *
 * <pre>{@code
 * FloatVector c00 = zero(SPECIES), c10 = zero(SPECIES);
 * for (int p = 0; p < depth; p++) {
 *   long aPosition = aAt + p * 8L, bPosition = bAt + steps[from + p];
 *   FloatVector b0 = fromMemorySegment(SPECIES, b, bPosition, nativeOrder());
 *   c00 = broadcast(SPECIES, a.get(JAVA_FLOAT_UNALIGNED, aPosition)).fma(b0, c00);
 *   c10 = broadcast(SPECIES, a.get(JAVA_FLOAT_UNALIGNED, aPosition + 4)).fma(b0, c10);
 * }
 * c00.intoMemorySegment(c, cAt, nativeOrder());
 * c10.intoMemorySegment(c, cAt + cRow, nativeOrder());
 * }</pre>
 */
final class ConvMultiplyCode {

  // The parameters of ConvKernel.multiply; slot 0 is the receiver, a long takes two slots.
  private static final int A = 1;
  private static final int A_AT = 2;
  private static final int ROWS = 4;
  private static final int ROW = 5;
  private static final int B = 6;
  private static final int B_AT = 7;
  private static final int B_ROW = 9;
  private static final int STEPS = 11;
  private static final int FROM = 12;
  private static final int DEPTH = 13;
  private static final int C = 14;
  private static final int C_AT = 15;
  private static final int C_ROW = 17;

  private final CodeBuilder code;
  private final GemmEmitter emit;
  private final GemmVectorType type;
  private final ConvForm form;
  private final boolean taps;
  private final ClassDesc vector;
  private final int step;
  private final int aPosition;
  private final int bPosition;
  private final int[] rowStart;
  private final int[] accumulator;
  private final int[] bVector;
  private final int aVector;

  private ConvMultiplyCode(CodeBuilder code, GemmVectorType type, ConvForm form) {
    this.code = code;
    this.emit = new GemmEmitter(code, type);
    this.type = type;
    this.form = form;
    this.taps = form.kind() == ConvForm.Kind.TAPS;
    this.vector = type.vectorDesc();
    this.step = code.allocateLocal(TypeKind.INT);
    this.aPosition = code.allocateLocal(TypeKind.LONG);
    this.bPosition = code.allocateLocal(TypeKind.LONG);
    this.rowStart = emit.locals(form.rows(), TypeKind.LONG);
    this.accumulator = emit.locals(form.rows() * form.vectors(), TypeKind.REFERENCE);
    this.bVector = emit.locals(form.vectors(), TypeKind.REFERENCE);
    this.aVector = code.allocateLocal(TypeKind.REFERENCE);
  }

  /** Writes the body of the method. */
  static void write(CodeBuilder code, GemmVectorType type, ConvForm form) {
    new ConvMultiplyCode(code, type, form).write();
  }

  private void write() {
    prepare();
    Label loop = code.newLabel();
    Label done = code.newLabel();
    code.iconst_0().istore(step);
    code.labelBinding(loop).iload(step).iload(DEPTH).if_icmpge(done);
    positions();
    multiplyAdd();
    code.iinc(step, 1).goto_(loop).labelBinding(done);
    store();
    code.return_();
  }

  private void prepare() {
    for (int slot : accumulator) {
      emit.species();
      code.invokestatic(vector, "zero", MethodTypeDesc.of(vector, GemmEmitter.SPECIES))
          .astore(slot);
    }
    for (int r = 0; r < form.rows() && !taps; r++) {
      code.lload(A_AT).aload(ROWS).iload(ROW).loadConstant(r).iadd().laload().ladd();
      code.lstore(rowStart[r]);
    }
  }

  private void positions() {
    if (taps) {
      long stride = (long) form.rows() * type.elementBytes();
      code.lload(A_AT).iload(step).i2l().loadConstant(stride).lmul().ladd().lstore(aPosition);
      code.lload(B_AT);
      pushStep();
      code.ladd().lstore(bPosition);
    } else {
      pushStep();
      code.lstore(aPosition);
      code.lload(B_AT).iload(step).i2l().lload(B_ROW).lmul().ladd().lstore(bPosition);
    }
  }

  private void pushStep() {
    code.aload(STEPS).iload(FROM).iload(step).iadd().laload();
  }

  private void multiplyAdd() {
    for (int j = 0; j < form.vectors(); j++) {
      emit.load(B, bPosition, j);
      code.astore(bVector[j]);
    }
    for (int r = 0; r < form.rows(); r++) {
      broadcastA(r);
      for (int j = 0; j < form.vectors(); j++) {
        int slot = accumulator[r * form.vectors() + j];
        code.aload(aVector).aload(bVector[j]).aload(slot);
        code.invokevirtual(
                vector, "fma", MethodTypeDesc.of(vector, GemmEmitter.VECTOR, GemmEmitter.VECTOR))
            .astore(slot);
      }
    }
  }

  private void broadcastA(int row) {
    emit.species();
    code.aload(A);
    code.getstatic(GemmEmitter.desc(ValueLayout.class), type.layoutName(), type.layoutDesc());
    code.lload(aPosition);
    if (taps) {
      code.loadConstant((long) row * type.elementBytes()).ladd();
    } else {
      code.lload(rowStart[row]).ladd();
    }
    code.invokeinterface(
        GemmEmitter.SEGMENT,
        "get",
        MethodTypeDesc.of(type.elementDesc(), type.layoutDesc(), CD_long));
    code.invokestatic(
        vector, "broadcast", MethodTypeDesc.of(vector, GemmEmitter.SPECIES, type.elementDesc()));
    code.astore(aVector);
  }

  private void store() {
    for (int r = 0; r < form.rows(); r++) {
      for (int j = 0; j < form.vectors(); j++) {
        code.aload(accumulator[r * form.vectors() + j]);
        if (form.add()) {
          emit.load(C, C_AT, j);
          code.invokevirtual(vector, "add", MethodTypeDesc.of(vector, GemmEmitter.VECTOR));
        }
        emit.store(C, C_AT, j);
      }
      code.lload(C_AT).lload(C_ROW).ladd().lstore(C_AT);
    }
  }
}
