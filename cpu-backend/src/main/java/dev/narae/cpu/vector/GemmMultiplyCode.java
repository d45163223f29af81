package dev.narae.cpu.vector;

import static java.lang.constant.ConstantDescs.CD_long;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.foreign.ValueLayout;

/**
 * The code of {@link GemmKernel#multiply}: a loop over the depth whose accumulators are all local
 * variables, so that they stay in vector registers.
 *
 * <p>The method is free of branches but for its loop: a branch that the compiler has not seen taken
 * would cost a deoptimisation, which vector code recovers from only slowly. The Java source of a
 * 2×1 kernel would read
 *
 * <pre>{@code
 * FloatVector c00 = zero(SPECIES), c10 = zero(SPECIES);
 * for (int p = 0; p < depth; p++) {
 *   FloatVector b0 = fromMemorySegment(SPECIES, b, bAt + p * bRow, nativeOrder());
 *   c00 = broadcast(SPECIES, a.get(FLOAT, aAt + p * aColumn)).fma(b0, c00);
 *   c10 = broadcast(SPECIES, a.get(FLOAT, aAt + p * aColumn + aRow)).fma(b0, c10);
 * }
 * c00.intoMemorySegment(c, cAt, nativeOrder());
 * c10.intoMemorySegment(c, cAt + cRow, nativeOrder());
 * }</pre>
 */
final class GemmMultiplyCode {

  // The parameters of GemmKernel.multiply; slot 0 is the receiver, a long takes two slots.
  private static final int A = 1;
  private static final int A_AT = 2;
  private static final int A_ROW = 4;
  private static final int A_COLUMN = 6;
  private static final int B = 8;
  private static final int B_AT = 9;
  private static final int B_ROW = 11;
  private static final int C = 13;
  private static final int C_AT = 14;
  private static final int C_ROW = 16;
  private static final int DEPTH = 18;

  private final CodeBuilder code;
  private final GemmEmitter emit;
  private final GemmVectorType type;
  private final GemmTile tile;
  private final ClassDesc vector;
  private final int step;
  private final int aPosition;
  private final int bPosition;
  private final int[] rowOffset;
  private final int[] accumulator;
  private final int[] bVector;
  private final int aVector;

  private GemmMultiplyCode(CodeBuilder code, GemmVectorType type, GemmTile tile) {
    this.code = code;
    this.emit = new GemmEmitter(code, type);
    this.type = type;
    this.tile = tile;
    this.vector = type.vectorDesc();
    this.step = code.allocateLocal(TypeKind.INT);
    this.aPosition = code.allocateLocal(TypeKind.LONG);
    this.bPosition = code.allocateLocal(TypeKind.LONG);
    this.rowOffset = emit.locals(tile.rows(), TypeKind.LONG);
    this.accumulator = emit.locals(tile.rows() * tile.vectors(), TypeKind.REFERENCE);
    this.bVector = emit.locals(tile.vectors(), TypeKind.REFERENCE);
    this.aVector = code.allocateLocal(TypeKind.REFERENCE);
  }

  /** Writes the body of the method. */
  static void write(CodeBuilder code, GemmVectorType type, GemmTile tile) {
    new GemmMultiplyCode(code, type, tile).write();
  }

  private void write() {
    prepare();
    Label loop = code.newLabel();
    Label done = code.newLabel();
    code.iconst_0().istore(step);
    code.labelBinding(loop).iload(step).iload(DEPTH).if_icmpge(done);
    position(A_AT, A_COLUMN, type.elementBytes(), aPosition);
    position(B_AT, B_ROW, (long) tile.vectors() * type.vectorBytes(), bPosition);
    multiplyAdd();
    code.iinc(step, 1).goto_(loop).labelBinding(done);
    store();
    code.return_();
  }

  private void prepare() {
    for (int row = 1; row < tile.rows(); row++) {
      code.lload(A_ROW).loadConstant((long) row).lmul().lstore(rowOffset[row]);
    }
    for (int slot : accumulator) {
      emit.species();
      code.invokestatic(vector, "zero", MethodTypeDesc.of(vector, GemmEmitter.SPECIES))
          .astore(slot);
    }
  }

  /**
   * Sets {@code target} to {@code start + step * stride}. With a constant stride the compiler takes
   * the bounds checks out of the loop.
   */
  private void position(int start, int stride, long packedStride, int target) {
    code.lload(start).iload(step).i2l();
    if (tile.packed()) {
      code.loadConstant(packedStride);
    } else {
      code.lload(stride);
    }
    code.lmul().ladd().lstore(target);
  }

  /** One step of the depth: a row of B against a column of A. */
  private void multiplyAdd() {
    for (int j = 0; j < tile.vectors(); j++) {
      emit.load(B, bPosition, j);
      code.astore(bVector[j]);
    }
    for (int row = 0; row < tile.rows(); row++) {
      broadcastA(row);
      for (int j = 0; j < tile.vectors(); j++) {
        int slot = accumulator[row * tile.vectors() + j];
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
    if (row > 0) {
      code.lload(rowOffset[row]).ladd();
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
    for (int row = 0; row < tile.rows(); row++) {
      for (int j = 0; j < tile.vectors(); j++) {
        code.aload(accumulator[row * tile.vectors() + j]);
        emit.store(C, C_AT, j);
      }
      code.lload(C_AT).lload(C_ROW).ladd().lstore(C_AT);
    }
  }
}
