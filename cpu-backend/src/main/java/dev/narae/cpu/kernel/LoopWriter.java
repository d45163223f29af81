package dev.narae.cpu.kernel;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
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

  private LoopWriter() {}

  /**
   * The loop over a program.
   *
   * @param emitter makes the writer of the program's steps
   */
  static ElementLoop write(String name, Program program, Function<Frame, Emitter> emitter) {
    byte[] bytes = bytes(name, program, emitter);
    try {
      return (ElementLoop)
          MethodHandles.lookup()
              .defineHiddenClass(bytes, true)
              .lookupClass()
              .getDeclaredConstructor()
              .newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("kernel: cannot load the code of " + program, e);
    }
  }

  private static byte[] bytes(String name, Program program, Function<Frame, Emitter> emitter) {
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
                    .withMethodBody(
                        "run",
                        Frame.RUN,
                        ClassFile.ACC_PUBLIC,
                        code -> loops(code, program, emitter)));
  }

  private static void initialise(CodeBuilder code) {
    MethodTypeDesc nothing = ConstantDescs.MTD_void;
    code.aload(0).invokespecial(ConstantDescs.CD_Object, ConstantDescs.INIT_NAME, nothing);
    code.return_();
  }

  private static void loops(CodeBuilder code, Program program, Function<Frame, Emitter> emitterOf) {
    Frame frame = new Frame(code, program);
    Emitter emitter = emitterOf.apply(frame);
    emitter.prepare(Program.Level.CALL);
    int row = code.allocateLocal(TypeKind.INT);
    Label nextRow = code.newLabel();
    Label done = code.newLabel();
    code.iconst_0().istore(row);
    code.labelBinding(nextRow).iload(row).iload(Frame.ROWS).if_icmpge(done);
    emitter.prepare(Program.Level.ROW);
    if (program.joinsRows()) {
      totals(code, frame, emitter, RowTotals.width(program));
    } else {
      columns(code, frame, emitter);
    }
    frame.nextRow();
    code.iinc(row, 1).goto_(nextRow).labelBinding(done).return_();
  }

  private static void columns(CodeBuilder code, Frame frame, Emitter emitter) {
    Label nextColumn = code.newLabel();
    Label done = code.newLabel();
    code.iconst_0().istore(frame.column());
    code.labelBinding(nextColumn).iload(frame.column()).iload(Frame.COLUMNS).if_icmpge(done);
    emitter.elements();
    code.iinc(frame.column(), emitter.lanes()).goto_(nextColumn).labelBinding(done);
  }

  /** Columns in blocks of {@code width}, then the rest one by one; totals at the end. */
  private static void totals(CodeBuilder code, Frame frame, Emitter emitter, int width) {
    int end = code.allocateLocal(TypeKind.INT);
    code.iload(Frame.COLUMNS).loadConstant(-width).iand().istore(end);
    emitter.beginTotals();
    code.iconst_0().istore(frame.column());
    spans(code, frame, end, width, emitter);
    emitter.gatherTotals();
    loop(code, frame, Frame.COLUMNS, 1, emitter::rest);
    emitter.endTotals();
  }

  /** Blocks, with a carry after each {@link RowTotals#SPAN} of them. */
  private static void spans(CodeBuilder code, Frame frame, int end, int width, Emitter emitter) {
    int stop = code.allocateLocal(TypeKind.INT);
    Label next = code.newLabel();
    Label done = code.newLabel();
    code.labelBinding(next).iload(frame.column()).iload(end).if_icmpge(done);
    code.iload(end).iload(frame.column()).loadConstant(RowTotals.SPAN * width).iadd();
    code.invokestatic(
        ClassDesc.of("java.lang.Math"),
        "min",
        MethodTypeDesc.of(ConstantDescs.CD_int, ConstantDescs.CD_int, ConstantDescs.CD_int));
    code.istore(stop);
    loop(code, frame, stop, emitter.blockColumns(), emitter::block);
    emitter.carry();
    code.goto_(next).labelBinding(done);
  }

  /** From the column reached on to before the one in local variable {@code end}. */
  private static void loop(CodeBuilder code, Frame frame, int end, int step, Runnable body) {
    Label next = code.newLabel();
    Label done = code.newLabel();
    code.labelBinding(next).iload(frame.column()).iload(end).if_icmpge(done);
    body.run();
    code.iinc(frame.column(), step).goto_(next).labelBinding(done);
  }
}
