package dev.narae.cpu.kernel;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Writes and loads the class of a kernel. In Java its method would read
 *
 * <pre>{@code
 * values that depend on scalars only
 * for (int row = 0; row < rows; row++) {
 *   values that depend on stride-0 operands
 *   for (int column = 0; column + lanes <= columns; column += lanes) {
 *     all other values; stores
 *   }
 *   positions += rowSteps
 * }
 * }</pre>
 */
final class LoopWriter {
  private static final ClassDesc INTERFACE = ElementLoop.class.describeConstable().orElseThrow();

  private static final ClassDesc MATH = ClassDesc.of("java.lang.Math");
  private static final MethodTypeDesc TWO_INTS =
      MethodTypeDesc.of(ConstantDescs.CD_int, ConstantDescs.CD_int, ConstantDescs.CD_int);

  private final CodeBuilder code;
  private final Frame frame;
  private final Emitter emitter;
  private final boolean brief;

  private LoopWriter(CodeBuilder code, Frame frame, Emitter emitter, boolean brief) {
    this.code = code;
    this.frame = frame;
    this.emitter = emitter;
    this.brief = brief;
  }

  /**
   * The loop over a program. Where it writes each element, columns must fill whole vectors.
   *
   * @param emitter makes the writer of the program's steps
   * @param brief whether the code soon makes way for other code, so that the compiler should not
   *     spend much time on it
   */
  static ElementLoop write(
      String name, Program program, Function<Frame, ? extends Emitter> emitter, boolean brief) {
    return load(
        name,
        program,
        code -> {
          Frame frame = new Frame(code, program);
          new LoopWriter(code, frame, emitter.apply(frame), brief).wholeVectors();
        });
  }

  /**
   * The loop over a program that joins no rows, for any number of columns from a vector on.
   *
   * @param emitter makes the writer of the program's steps
   */
  static ElementLoop writeRows(String name, Program program, Function<Frame, WideEmitter> emitter) {
    return load(
        name,
        program,
        code -> {
          Frame frame = new Frame(code, program);
          WideEmitter wide = emitter.apply(frame);
          LoopWriter writer = new LoopWriter(code, frame, wide, false);
          writer.rows(() -> writer.overlapping(wide));
        });
  }

  private static ElementLoop load(String name, Program program, Consumer<CodeBuilder> run) {
    try {
      return (ElementLoop)
          MethodHandles.lookup()
              .defineHiddenClass(bytes(name, run), true)
              .lookupClass()
              .getDeclaredConstructor()
              .newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("kernel: cannot load the code of " + program, e);
    }
  }

  private static byte[] bytes(String name, Consumer<CodeBuilder> run) {
    ClassDesc type = ClassDesc.of(LoopWriter.class.getPackageName(), name);
    return ClassFile.of()
        .build(
            type,
            builder ->
                builder
                    .withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER)
                    .withInterfaceSymbols(INTERFACE)
                    .withMethodBody(
                        ConstantDescs.INIT_NAME, ConstantDescs.MTD_void, 0, LoopWriter::initialise)
                    .withMethodBody("run", Frame.RUN, ClassFile.ACC_PUBLIC, run));
  }

  private static void initialise(CodeBuilder code) {
    MethodTypeDesc nothing = ConstantDescs.MTD_void;
    code.aload(0).invokespecial(ConstantDescs.CD_Object, ConstantDescs.INIT_NAME, nothing);
    code.return_();
  }

  private void wholeVectors() {
    Program program = frame.program();
    rows(program.joinsRows() ? () -> totals(RowTotals.width(program)) : this::vectors);
  }

  private void rows(Runnable columns) {
    emitter.prepare(Program.Level.CALL);
    int row = code.allocateLocal(TypeKind.INT);
    Label nextRow = code.newLabel();
    Label done = code.newLabel();
    code.iconst_0().istore(row);
    code.labelBinding(nextRow).iload(row).iload(Frame.ROWS).if_icmpge(done);
    emitter.prepare(Program.Level.ROW);
    columns.run();
    frame.nextRow();
    code.iinc(row, 1).goto_(nextRow).labelBinding(done).return_();
  }

  private void vectors() {
    code.iconst_0().istore(frame.column());
    loop(Frame.COLUMNS, emitter.lanes(), emitter::elements);
  }

  /**
   * The last vector ends with the row and may overlap the one before. It is computed first and
   * stored last, so that it makes no difference what the others store, even where an output is an
   * input, too.
   */
  private void overlapping(WideEmitter wide) {
    int last = code.allocateLocal(TypeKind.INT);
    code.iload(Frame.COLUMNS).loadConstant(emitter.lanes()).isub();
    code.dup().istore(last).istore(frame.column());
    Runnable store = wide.compute();
    code.iconst_0().istore(frame.column());
    loop(last, emitter.lanes(), emitter::elements);
    code.iload(last).istore(frame.column());
    store.run();
  }

  /** Columns in blocks of {@code width}, then the rest one by one; totals at the end. */
  private void totals(int width) {
    int end = code.allocateLocal(TypeKind.INT);
    code.iload(Frame.COLUMNS).loadConstant(-width).iand().istore(end);
    emitter.beginTotals();
    code.iconst_0().istore(frame.column());
    spans(end, width);
    if (emitter.lanes() > 1 && frame.program().isExtrema()) {
      lastBlock(width);
    }
    emitter.gatherTotals();
    loop(Frame.COLUMNS, 1, emitter::rest);
    emitter.endTotals();
  }

  /** Takes the columns after the last whole block in one that overlaps it. */
  private void lastBlock(int width) {
    Label none = code.newLabel();
    code.iload(frame.column()).iload(Frame.COLUMNS).if_icmpge(none);
    code.iload(Frame.COLUMNS).loadConstant(width).if_icmplt(none);
    code.iload(Frame.COLUMNS).loadConstant(width).isub().istore(frame.column());
    emitter.block();
    code.iload(Frame.COLUMNS).istore(frame.column());
    code.labelBinding(none);
  }

  /** Blocks, with a carry after each {@link RowTotals#SPAN} of them. */
  private void spans(int end, int width) {
    int stop = code.allocateLocal(TypeKind.INT);
    Label next = code.newLabel();
    Label done = code.newLabel();
    code.labelBinding(next).iload(frame.column()).iload(end).if_icmpge(done);
    code.iload(end).iload(frame.column()).loadConstant(RowTotals.SPAN * width).iadd();
    code.invokestatic(MATH, "min", TWO_INTS).istore(stop);
    loop(stop, emitter.blockColumns(), emitter::block);
    emitter.carry();
    code.goto_(next).labelBinding(done);
  }

  /** From the column reached on to before the one in local variable {@code end}. */
  private void loop(int end, int step, Runnable body) {
    Label next = code.newLabel();
    Label done = code.newLabel();
    int by = brief ? unknownStep(step) : -1;
    code.labelBinding(next).iload(frame.column()).iload(end).if_icmpge(done);
    body.run();
    if (brief) {
      code.iload(frame.column()).iload(by).iadd().istore(frame.column());
    } else {
      code.iinc(frame.column(), step);
    }
    code.goto_(next).labelBinding(done);
  }

  /**
   * A local variable with a step that the compiler takes for any number. A loop with constant steps
   * is compiled in several copies, one of them unrolled, which takes several times as long.
   */
  private int unknownStep(int step) {
    int by = code.allocateLocal(TypeKind.INT);
    // Wherever a loop is entered there are as many columns.
    code.iload(Frame.COLUMNS).loadConstant(step).invokestatic(MATH, "min", TWO_INTS).istore(by);
    return by;
  }
}
