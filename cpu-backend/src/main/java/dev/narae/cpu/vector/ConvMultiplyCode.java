package dev.narae.cpu.vector;

import static java.lang.constant.ConstantDescs.CD_long;

import dev.narae.cpu.conv.ConvForm;
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
 * The code of {@link dev.narae.cpu.conv.ConvKernel#multiply}: a loop over tiles, and in it one over
 * the depth with every accumulator in a local variable. The Java source of a 2×1 kernel of kind
 * WINDOWS would read
 *
 * <pre>{@code
 * for (int t = first; t < end; t++) {
 *   long b0Start = bAt + tiles[2 * t], c0At = cAt + tiles[2 * t + 1];
 *   FloatVector c00 = zero(SPECIES), c10 = zero(SPECIES);
 *   for (int p = 0; p < depth; p++) {
 *     long aPosition = (aAt + p * 8L) & MASK, bStep = steps[from + p];
 *     FloatVector b0 = fromMemorySegment(SPECIES, b, b0Start + bStep, nativeOrder());
 *     c00 = broadcast(SPECIES, MEMORY.get(JAVA_FLOAT_UNALIGNED, aPosition)).fma(b0, c00);
 *     c10 = broadcast(SPECIES, MEMORY.get(JAVA_FLOAT_UNALIGNED, aPosition + 4)).fma(b0, c10);
 *   }
 *   FloatVector last = broadcast(SPECIES, bias.get(JAVA_FLOAT_UNALIGNED, biasAt));
 *   c00.add(last).intoMemorySegment(c, c0At, nativeOrder());
 *   c0At += cRow;
 *   last = broadcast(SPECIES, bias.get(JAVA_FLOAT_UNALIGNED, biasAt + 4));
 *   c10.add(last).intoMemorySegment(c, c0At, nativeOrder());
 * }
 * }</pre>
 *
 * <p>where A stands in the {@link GemmScratch}, and B too for kernels of kind PIXELS and IMAGES, so
 * that their positions need no checks: these would cost more than the products. {@link
 * StagedWindows} and {@link StagedPixels} bring them there. A kernel of kind CHANNELS finds the
 * positions of a step so:
 *
 * <pre>{@code
 * if (entry == steps.length - 2) {
 *   entry = 0;
 *   plane += steps[steps.length - 2];
 *   weights += steps[steps.length - 1];
 * }
 * long aPosition = (aAt + (weights + steps[entry + 1]) * 8L) & MASK, bStep = plane + steps[entry];
 * entry += 2;
 * }</pre>
 */
final class ConvMultiplyCode {

  /** Rows between two stores for order. */
  private static final int ORDERED = 2;

  // The parameters of ConvKernel.multiply; slot 0 is the receiver, a long takes two slots.
  private static final int A = 1;
  private static final int A_AT = 2;
  private static final int B = 4;
  private static final int B_AT = 5;
  private static final int STEPS = 7;
  private static final int FROM = 8;
  private static final int DEPTH = 9;
  private static final int TILES = 10;
  private static final int FIRST = 11;
  private static final int END = 12;
  private static final int C = 13;
  private static final int C_AT = 14;
  private static final int C_ROW = 16;
  private static final int BIAS = 18;
  private static final int BIAS_AT = 19;

  private final CodeBuilder code;
  private final GemmEmitter emit;
  private final GemmVectorType type;
  private final ConvForm form;
  private final boolean windows;
  private final boolean channels;
  private final boolean product;
  private final ClassDesc vector;
  private final int tile;
  private final int step;
  private final int offset;
  private final int aPosition;
  private final int[] aStart;
  private final int[] bStart;
  private final int[] bPosition;
  private final int[] cPosition;
  private final int[] accumulator;
  private final int[] bVector;
  private final int[] element;
  private final int broadcast;
  private final int order;
  private final int entry;
  private final int lastEntry;
  private final int plane;
  private final int weights;

  private ConvMultiplyCode(CodeBuilder code, GemmVectorType type, ConvForm form) {
    this.code = code;
    this.emit = new GemmEmitter(code, type);
    this.type = type;
    this.form = form;
    this.windows =
        switch (form.kind()) {
          case WINDOWS, CHANNELS, SUMS -> true;
          case PIXELS, IMAGES -> false;
        };
    this.channels = form.kind() == ConvForm.Kind.CHANNELS;
    this.product = form.kind() != ConvForm.Kind.SUMS;
    this.vector = type.vectorDesc();
    this.tile = code.allocateLocal(TypeKind.INT);
    this.step = code.allocateLocal(TypeKind.INT);
    this.offset = code.allocateLocal(TypeKind.LONG);
    this.aPosition = code.allocateLocal(TypeKind.LONG);
    this.aStart = emit.locals(form.rows(), TypeKind.LONG);
    this.bStart = emit.locals(form.vectors(), TypeKind.LONG);
    this.bPosition = emit.locals(form.vectors(), TypeKind.LONG);
    this.cPosition = emit.locals(form.vectors(), TypeKind.LONG);
    this.accumulator = emit.locals(form.rows() * form.vectors(), TypeKind.REFERENCE);
    this.bVector = emit.locals(form.vectors(), TypeKind.REFERENCE);
    this.element = emit.locals(form.rows(), type.elementKind());
    this.broadcast = code.allocateLocal(TypeKind.REFERENCE);
    this.order = code.allocateLocal(TypeKind.LONG);
    this.entry = code.allocateLocal(TypeKind.INT);
    this.lastEntry = code.allocateLocal(TypeKind.INT);
    this.plane = code.allocateLocal(TypeKind.LONG);
    this.weights = code.allocateLocal(TypeKind.LONG);
  }

  /** Writes the body of the method. */
  static void write(CodeBuilder code, GemmVectorType type, ConvForm form) {
    new ConvMultiplyCode(code, type, form).write();
  }

  private void write() {
    Label nextTile = code.newLabel();
    Label nextStep = code.newLabel();
    Label summed = code.newLabel();
    Label done = code.newLabel();
    FirstCompiler.turnDown(code, DEPTH);
    for (int segment : new int[] {A, B, C, BIAS}) {
      Frame.tellKind(code, segment);
    }
    if (!windows) {
      code.lload(B_AT).loadConstant(GemmScratch.SLOT_MASK).land().lstore(order);
    }
    if (channels) {
      code.aload(STEPS).arraylength().iconst_2().isub().istore(lastEntry);
    }
    code.iload(FIRST).istore(tile);
    code.labelBinding(nextTile).iload(tile).iload(END).if_icmpge(done);
    beginTile();
    if (product) {
      code.iconst_0().istore(step);
      code.labelBinding(nextStep).iload(step).iload(DEPTH).if_icmpge(summed);
      positions();
      multiplyAdd();
      code.iinc(step, 1).goto_(nextStep).labelBinding(summed);
    }
    store();
    code.iinc(tile, 1).goto_(nextTile).labelBinding(done);
    code.return_();
  }

  private void beginTile() {
    if (windows) {
      for (int j = 0; j < form.vectors(); j++) {
        code.lload(B_AT);
        pushTile(2 * form.vectors(), 2 * j);
        code.ladd().lstore(bStart[j]);
        code.lload(C_AT);
        pushTile(2 * form.vectors(), 2 * j + 1);
        code.ladd().lstore(cPosition[j]);
      }
    } else {
      for (int r = 0; r < form.rows(); r++) {
        code.lload(A_AT);
        pushTile(form.rows(), r);
        code.ladd().loadConstant(GemmScratch.MASK).land().lstore(aStart[r]);
      }
      for (int j = 0; j < form.vectors(); j++) {
        code.lload(C_AT).iload(tile).i2l().loadConstant((long) form.rows()).lmul();
        code.lload(C_ROW).lmul().ladd();
        code.loadConstant(j * type.vectorBytes()).ladd().lstore(cPosition[j]);
      }
    }
    if (channels) {
      code.iload(FROM).iconst_2().imul().istore(entry);
      code.lconst_0().lstore(plane).lconst_0().lstore(weights);
    }
    if (product) {
      emit.zero(accumulator);
    }
  }

  /** Pushes entry {@code i} of this tile, of which each has {@code entries}. */
  private void pushTile(int entries, int i) {
    code.aload(TILES).iload(tile).loadConstant(entries).imul().loadConstant(i).iadd().laload();
  }

  private void positions() {
    if (channels) {
      channelPositions();
    } else {
      tablePositions();
    }
  }

  /** The positions of a step whose table is of one channel. */
  private void channelPositions() {
    Label inChannel = code.newLabel();
    code.iload(entry).iload(lastEntry).if_icmpne(inChannel);
    code.iconst_0().istore(entry);
    code.lload(plane).aload(STEPS).iload(lastEntry).laload().ladd().lstore(plane);
    code.lload(weights).aload(STEPS).iload(lastEntry).iconst_1().iadd().laload();
    code.ladd().lstore(weights);
    code.labelBinding(inChannel);
    long stride = (long) form.rows() * type.elementBytes();
    code.lload(weights).aload(STEPS).iload(entry).iconst_1().iadd().laload().ladd();
    code.loadConstant(stride).lmul().lload(A_AT).ladd();
    code.loadConstant(GemmScratch.MASK).land().lstore(aPosition);
    code.lload(plane).aload(STEPS).iload(entry).laload().ladd().lstore(offset);
    for (int j = 0; j < form.vectors(); j++) {
      code.lload(bStart[j]).lload(offset).ladd().lstore(bPosition[j]);
    }
    code.iinc(entry, 2);
  }

  private void tablePositions() {
    code.aload(STEPS).iload(FROM).iload(step).iadd().laload();
    if (!windows) {
      code.loadConstant(GemmScratch.OFFSET_MASK).land();
    }
    code.lstore(offset);
    if (windows) {
      long stride = (long) form.rows() * type.elementBytes();
      code.lload(A_AT).iload(step).i2l().loadConstant(stride).lmul().ladd();
      code.loadConstant(GemmScratch.MASK).land().lstore(aPosition);
      for (int j = 0; j < form.vectors(); j++) {
        code.lload(bStart[j]).lload(offset).ladd().lstore(bPosition[j]);
      }
    } else {
      long stride = form.vectors() * type.vectorBytes();
      code.lload(B_AT).iload(step).i2l().loadConstant(stride).lmul().ladd();
      code.loadConstant(GemmScratch.MASK).land().lstore(bPosition[0]);
    }
  }

  private void multiplyAdd() {
    for (int j = 0; j < form.vectors(); j++) {
      if (windows) {
        emit.load(B, bPosition[j], 0);
      } else {
        emit.load(emit::scratch, bPosition[0], j * type.vectorBytes());
      }
      code.astore(bVector[j]);
    }
    if (windows) {
      loadElements();
    }
    for (int r = 0; r < form.rows(); r++) {
      if (windows) {
        int slot = element[r];
        broadcast(() -> code.loadLocal(type.elementKind(), slot));
      } else {
        code.lload(aStart[r]).lload(offset).ladd().lstore(aPosition);
        element();
      }
      for (int j = 0; j < form.vectors(); j++) {
        int slot = accumulator[r * form.vectors() + j];
        code.aload(broadcast);
        Lanewise.operator(code, Step.FMA);
        code.aload(bVector[j]).aload(slot);
        Lanewise.call(code, vector, Step.FMA);
        code.astore(slot);
      }
      keepOrder(r);
    }
  }

  /**
   * Loads the elements of A for all rows before the first product. HotSpot inlines ordinary methods
   * only up to a number of nodes, which the tenth row reaches: where that happened in the middle of
   * a load, a call stayed in the loop, and the kernel took several times as long.
   */
  private void loadElements() {
    for (int r = 0; r < form.rows(); r++) {
      get(emit::scratch, aPosition, r);
      code.storeLocal(type.elementKind(), element[r]);
    }
  }

  /** The element of A for a row: one for all lanes, or one for each. */
  private void element() {
    if (form.kind() == ConvForm.Kind.IMAGES) {
      emit.load(emit::scratch, aPosition, 0);
      code.astore(broadcast);
    } else {
      broadcast(() -> get(emit::scratch, aPosition, 0));
    }
  }

  /**
   * As in {@link GemmMultiplyCode}: loads do not pass a store, so that registers suffice. Where B
   * lies in the planes, the checks of its positions do the same.
   */
  private void keepOrder(int row) {
    if (!windows && row + 1 < form.rows() && (row + 1) % ORDERED == 0) {
      code.aload(accumulator[row * form.vectors() + form.vectors() - 1]);
      emit.store(emit::scratch, order, 0);
    }
  }

  /** Fills a vector with a value that is pushed. */
  private void broadcast(Runnable value) {
    emit.species();
    value.run();
    code.invokestatic(
        vector, "broadcast", MethodTypeDesc.of(vector, GemmEmitter.SPECIES, type.elementDesc()));
    code.astore(broadcast);
  }

  /** Pushes element {@code i} from the position in a local variable on. */
  private void get(Runnable segment, int position, int i) {
    segment.run();
    code.getstatic(GemmEmitter.desc(ValueLayout.class), type.layoutName(), type.layoutDesc());
    code.lload(position).loadConstant((long) i * type.elementBytes()).ladd();
    code.invokeinterface(
        GemmEmitter.SEGMENT,
        "get",
        MethodTypeDesc.of(type.elementDesc(), type.layoutDesc(), CD_long));
  }

  private void store() {
    for (int r = 0; r < form.rows(); r++) {
      if (biased()) {
        int row = r;
        broadcast(() -> get(() -> code.aload(BIAS), BIAS_AT, row));
      }
      for (int j = 0; j < form.vectors(); j++) {
        pushSum(r * form.vectors() + j);
        addBefore(j);
        if (biased()) {
          Lanewise.operator(code, Step.ADD);
          code.aload(broadcast);
          Lanewise.call(code, vector, Step.ADD);
        }
        emit.store(C, cPosition[j], 0);
        code.lload(cPosition[j]).lload(C_ROW).ladd().lstore(cPosition[j]);
      }
    }
  }

  /** Pushes a vector of the tile. */
  private void pushSum(int i) {
    if (product) {
      code.aload(accumulator[i]);
      emit.tellClass();
    } else {
      emit.load(A, A_AT, i);
    }
  }

  private boolean biased() {
    return channels || windows && form.before() != ConvForm.Before.RESULT;
  }

  private void addBefore(int j) {
    switch (form.before()) {
      case NOTHING -> {}
      case RESULT -> {
        Lanewise.operator(code, Step.ADD);
        emit.load(C, cPosition[j], 0);
        Lanewise.call(code, vector, Step.ADD);
      }
    }
  }
}
