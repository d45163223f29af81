package dev.narae.cpu.vector;

import static java.lang.constant.ConstantDescs.CD_long;

import dev.narae.cpu.kernel.FirstCompiler;
import dev.narae.cpu.kernel.Frame;
import dev.narae.cpu.kernel.Step;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.foreign.ValueLayout;

/**
 * The code of {@link GemmKernel#multiply}: a loop over the depth whose accumulators are all local
 * variables, so that they stay in vector registers. The Java source of a 3×1 kernel on packed rows
 * of A and a packed B would read
 *
 * <pre>{@code
 * long order = aAt & SLOT_MASK;
 * FloatVector c0 = zero(SPECIES), c1 = zero(SPECIES), c2 = zero(SPECIES);
 * for (int p = 0; p < depth; p++) {
 *   long a = (aAt + p * 4L) & MASK;
 *   long b = (bAt + p * 32L) & MASK;
 *   FloatVector b0 = fromMemorySegment(SPECIES, MEMORY, b, nativeOrder());
 *   c0 = broadcast(SPECIES, MEMORY.get(FLOAT, a)).fma(b0, c0);
 *   c1 = broadcast(SPECIES, MEMORY.get(FLOAT, a + ROW)).fma(b0, c1);
 *   c1.intoMemorySegment(MEMORY, order, nativeOrder());
 *   c2 = broadcast(SPECIES, MEMORY.get(FLOAT, a + 2 * ROW)).fma(b0, c2);
 * }
 * c0.intoMemorySegment(c, cAt, nativeOrder());  // or, with add, what is there plus c0
 * …
 * }</pre>
 *
 * <p>The compiler likes to do all loads first. That takes more registers than there are, and one
 * accumulator that lives in memory makes the whole loop wait for it. A load may not pass a store
 * that it could depend on, so now and then a store of an accumulator, to a place that nobody reads,
 * keeps the order: 102 instead of 40 GFLOP/s with 16 registers. Where B lies in ordinary memory,
 * the checks of its positions do the same.
 */
final class GemmMultiplyCode {

  /** Rows, or vectors of a row, between two stores for order. */
  private static final int ORDERED = 2;

  // The parameters of GemmKernel.multiply; slot 0 is the receiver, a long takes two slots.
  private static final int A_AT = 1;
  private static final int B = 3;
  private static final int B_AT = 4;
  private static final int B_ROW = 6;
  private static final int C = 8;
  private static final int C_AT = 9;
  private static final int C_ROW = 11;
  private static final int DEPTH = 13;
  private static final int ADD = 14;

  private final CodeBuilder code;
  private final GemmEmitter emit;
  private final GemmVectorType type;
  private final GemmTile tile;
  private final ClassDesc vector;
  private final int order;
  private final int step;
  private final int aPosition;
  private final int bPosition;
  private final int[] accumulator;
  private final int[] aVector;
  private final int[] bVector;

  private GemmMultiplyCode(CodeBuilder code, GemmVectorType type, GemmTile tile) {
    this.code = code;
    this.emit = new GemmEmitter(code, type);
    this.type = type;
    this.tile = tile;
    this.vector = type.vectorDesc();
    this.order = code.allocateLocal(TypeKind.LONG);
    this.step = code.allocateLocal(TypeKind.INT);
    this.aPosition = code.allocateLocal(TypeKind.LONG);
    this.bPosition = code.allocateLocal(TypeKind.LONG);
    this.accumulator = emit.locals(tile.rows() * tile.vectors(), TypeKind.REFERENCE);
    this.aVector = emit.locals(tile.rows(), TypeKind.REFERENCE);
    this.bVector = emit.locals(tile.vectors(), TypeKind.REFERENCE);
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
    positionA();
    positionB();
    if (tile.vectors() > tile.rows()) {
      multiplyByColumns();
    } else {
      multiplyByRows();
    }
    code.iinc(step, 1).goto_(loop).labelBinding(done);
    finish();
  }

  private void prepare() {
    FirstCompiler.turnDown(code, DEPTH);
    Frame.tellKind(code, B);
    Frame.tellKind(code, C);
    code.lload(A_AT).loadConstant(GemmScratch.SLOT_MASK).land().lstore(order);
    emit.zero(accumulator);
  }

  private void positionA() {
    long bytes = type.elementBytes();
    scratchPosition(A_AT, tile.columns() ? GemmScratch.COLUMN_ELEMENTS * bytes : bytes, aPosition);
  }

  private void positionB() {
    if (tile.inPlace()) {
      code.lload(B_AT).iload(step).i2l().lload(B_ROW).lmul().ladd().lstore(bPosition);
    } else {
      scratchPosition(B_AT, tile.vectors() * type.vectorBytes(), bPosition);
    }
  }

  private void scratchPosition(int start, long stride, int target) {
    code.lload(start).iload(step).i2l().loadConstant(stride).lmul().ladd();
    code.loadConstant(GemmScratch.MASK).land().lstore(target);
  }

  /** One step of the depth, few columns of B against many rows of A. */
  private void multiplyByRows() {
    for (int j = 0; j < tile.vectors(); j++) {
      loadB(j);
    }
    for (int row = 0; row < tile.rows(); row++) {
      broadcastA(row);
      for (int j = 0; j < tile.vectors(); j++) {
        multiplyAdd(row, j);
      }
      if (row + 1 < tile.rows()) {
        keepOrder(row, row, tile.vectors() - 1);
      }
    }
  }

  /** One step of the depth, few rows of A against many columns of B. */
  private void multiplyByColumns() {
    for (int row = 0; row < tile.rows(); row++) {
      broadcastA(row);
    }
    for (int j = 0; j < tile.vectors(); j++) {
      loadB(j);
      for (int row = 0; row < tile.rows(); row++) {
        multiplyAdd(row, j);
      }
      if (tile.rows() > 1 && j + 1 < tile.vectors()) {
        keepOrder(j, tile.rows() - 1, j);
      }
    }
  }

  private void keepOrder(int done, int row, int j) {
    if (!tile.inPlace() && (done + 1) % ORDERED == 0) {
      code.aload(accumulator(row, j));
      emit.store(emit::scratch, order, 0);
    }
  }

  private void loadB(int j) {
    Runnable segment = tile.inPlace() ? () -> code.aload(B) : emit::scratch;
    emit.load(segment, bPosition, j * type.vectorBytes());
    code.astore(bVector[j]);
  }

  private void broadcastA(int row) {
    long offset =
        row * (tile.columns() ? type.elementBytes() : GemmScratch.rowBytes(type.elementBytes()));
    emit.species();
    emit.scratch();
    code.getstatic(GemmEmitter.desc(ValueLayout.class), type.layoutName(), type.layoutDesc());
    emit.position(aPosition, offset);
    code.invokeinterface(
        GemmEmitter.SEGMENT,
        "get",
        MethodTypeDesc.of(type.elementDesc(), type.layoutDesc(), CD_long));
    code.invokestatic(
        vector, "broadcast", MethodTypeDesc.of(vector, GemmEmitter.SPECIES, type.elementDesc()));
    code.astore(aVector[row]);
  }

  private void multiplyAdd(int row, int j) {
    int slot = accumulator(row, j);
    code.aload(aVector[row]);
    Lanewise.operator(code, Step.FMA);
    code.aload(bVector[j]).aload(slot);
    Lanewise.call(code, vector, Step.FMA);
    code.astore(slot);
  }

  private int accumulator(int row, int j) {
    return accumulator[row * tile.vectors() + j];
  }

  private void finish() {
    Label add = code.newLabel();
    code.iload(ADD).ifne(add);
    store();
    code.return_().labelBinding(add);
    addToC();
    code.return_();
  }

  private void store() {
    for (int row = 0; row < tile.rows(); row++) {
      for (int j = 0; j < tile.vectors(); j++) {
        code.aload(accumulator(row, j));
        emit.store(() -> code.aload(C), C_AT, j * type.vectorBytes());
      }
      nextRow();
    }
  }

  /**
   * Adds the sums to C by way of the scratch memory, in a loop over rows: each access to C checks
   * its position, and that many in one method make its compilation twice as long.
   */
  private void addToC() {
    for (int i = 0; i < accumulator.length; i++) {
      code.aload(accumulator[i]);
      emit.store(emit::scratch, order, GemmScratch.TILE_AT + i * type.vectorBytes());
    }
    Label loop = code.newLabel();
    Label done = code.newLabel();
    code.iconst_0().istore(step);
    code.labelBinding(loop).iload(step).loadConstant(tile.rows()).if_icmpge(done);
    scratchPosition(order, tile.vectors() * type.vectorBytes(), aPosition);
    for (int j = 0; j < tile.vectors(); j++) {
      long offset = j * type.vectorBytes();
      emit.load(() -> code.aload(C), C_AT, offset);
      Lanewise.operator(code, Step.ADD);
      emit.load(emit::scratch, aPosition, GemmScratch.TILE_AT + offset);
      Lanewise.call(code, vector, Step.ADD);
      emit.store(() -> code.aload(C), C_AT, offset);
    }
    nextRow();
    code.iinc(step, 1).goto_(loop).labelBinding(done);
  }

  private void nextRow() {
    code.lload(C_AT).lload(C_ROW).ladd().lstore(C_AT);
  }
}
