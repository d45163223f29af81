package dev.narae.cpu.kernel;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.function.BiConsumer;

/** Writes steps as plain arithmetic on one element. */
public final class ScalarEmitter implements Emitter {
  private static final ClassDesc MATH = ClassDesc.of("java.lang.Math");
  private static final long LOWER_HALF = 0xFFFFFFFFL;

  private final Frame frame;
  private final CodeBuilder code;
  private final Program.Level[] levels;
  private Locals locals;

  /** For each store that joins, in their order. */
  private final List<ScalarTotal> totals = new ArrayList<>();

  /** An emitter into the given frame. */
  public ScalarEmitter(Frame frame) {
    this.frame = frame;
    this.code = frame.code();
    this.locals = new Locals(frame);
    this.levels = frame.program().levels();
  }

  @Override
  public int lanes() {
    return 1;
  }

  @Override
  public void prepare(Program.Level level) {
    if (level == Program.Level.CALL) {
      allocateTotals();
    }
    for (Node node : frame.program().nodes()) {
      if (levels[node.id()] == level && node.step() != Step.CONST && locals.crosses(node, levels)) {
        keep(node);
      }
    }
  }

  /** Computes a node now, for later use. */
  private void keep(Node node) {
    if (!locals.has(node)) {
      generate(node);
      locals.store(node, node.type().kind());
    }
  }

  @Override
  public void elements() {
    for (Program.Store store : frame.program().stores()) {
      if (store.join() == null) {
        write(store.operand(), () -> push(store.value()));
      }
    }
  }

  private void write(int operand, Runnable value) {
    MemoryType memory = MemoryType.of(frame.program().operands().get(operand).dtype());
    frame.pushSegment(operand);
    memory.pushLayout(code);
    frame.pushPosition(operand);
    value.run();
    memory.set(code);
  }

  private void allocateTotals() {
    for (Program.Store store : frame.program().stores()) {
      if (store.join() != null) {
        int width = RowTotals.width(frame.program());
        totals.add(new ScalarTotal(code, store.join(), store.value().type(), width));
      }
    }
  }

  /** The totals of the row, one for each store that joins. */
  public List<ScalarTotal> totals() {
    return totals;
  }

  @Override
  public void beginTotals() {
    totals.forEach(ScalarTotal::begin);
  }

  @Override
  public int blockColumns() {
    return 1;
  }

  @Override
  public void block() {
    joined((total, value) -> total.gather(frame.column(), value));
  }

  @Override
  public void carry() {
    totals.forEach(ScalarTotal::carry);
  }

  @Override
  public void gatherTotals() {
    totals.forEach(ScalarTotal::fold);
  }

  @Override
  public void rest() {
    joined(ScalarTotal::add);
  }

  /** Writes the elements' computation, and gives each total what pushes its next value. */
  private void joined(BiConsumer<ScalarTotal, Runnable> join) {
    Locals outer = locals;
    locals = outer.fork();
    elements();
    Iterator<ScalarTotal> next = totals.iterator();
    for (Program.Store store : frame.program().stores()) {
      if (store.join() != null) {
        join.accept(next.next(), () -> push(store.value()));
      }
    }
    locals = outer;
  }

  @Override
  public void endTotals() {
    Iterator<ScalarTotal> next = totals.iterator();
    for (Program.Store store : frame.program().stores()) {
      if (store.join() != null) {
        write(store.operand(), next.next()::push);
      }
    }
  }

  /** Pushes a node's value; one that is used again is kept in a local variable. */
  public void push(Node node) {
    if (locals.load(node)) {
      return;
    }
    generate(node);
    if (locals.isShared(node) && node.step() != Step.CONST) {
      if (node.type().kind().slotSize() == 2) {
        code.dup2();
      } else {
        code.dup();
      }
      locals.store(node, node.type().kind());
    }
  }

  private void generate(Node node) {
    switch (node.step()) {
      case LOAD -> load(node);
      case SCALAR -> frame.pushScalar((int) node.immediate());
      case CONST -> constant(node);
      case INDEX -> {
        frame.pushIndex();
        if (node.type() == ValueType.INT) {
          code.l2i();
        }
      }
      case SELECT -> select(node);
      case MULHI -> multiplyHigh(node);
      default -> {
        node.args().forEach(this::push);
        combine(node);
      }
    }
  }

  private void load(Node node) {
    int operand = (int) node.immediate();
    MemoryType memory = MemoryType.of(frame.program().dtype(node));
    frame.pushSegment(operand);
    memory.pushLayout(code);
    frame.pushPosition(operand);
    memory.get(code);
  }

  private void constant(Node node) {
    long bits = node.immediate();
    switch (node.type()) {
      case INT, MASK -> code.loadConstant((int) bits);
      case LONG -> code.loadConstant(bits);
      case FLOAT -> code.loadConstant(Float.intBitsToFloat((int) bits));
      case DOUBLE -> code.loadConstant(Double.longBitsToDouble(bits));
    }
  }

  private void combine(Node node) {
    TypeKind kind = node.type().kind();
    switch (node.step()) {
      case NEG, ADD, SUB, MUL, DIV, AND, OR, XOR -> arithmetic(node);
      case SHL, SHR, USHR -> {
        code.loadConstant((int) node.immediate());
        arithmetic(node);
      }
      case SHL_BY, SHR_BY -> shiftBy(node);
      case ABS -> math("abs", node);
      case MAX -> math("max", node);
      case MIN -> math("min", node);
      case FMA -> math("fma", node);
      case SQRT -> squareRoot(node);
      case BITCAST -> bitCast(node);
      case CONVERT -> code.conversion(node.arg(0).type().kind(), kind);
      case LT, LE, EQ -> compare(node);
      case MASK_AND -> code.iand();
      case MASK_OR -> code.ior();
      case MASK_NOT -> code.iconst_1().ixor();
      case CALL -> {
        Function function = node.function();
        code.invokestatic(function.owner(), function.method(), function.descriptor());
      }
      default -> throw new IllegalStateException("kernel: no code for " + node.step());
    }
  }

  /** The instructions are called as the steps, with a letter for the type. */
  private void arithmetic(Node node) {
    arithmetic(code, node.type(), node.step());
  }

  static void arithmetic(CodeBuilder code, ValueType type, Step step) {
    String letter = type.name().substring(0, 1);
    code.with(OperatorInstruction.of(Opcode.valueOf(letter + step.name())));
  }

  /** Shift instructions take the number of bits as an int. */
  private void shiftBy(Node node) {
    boolean left = node.step() == Step.SHL_BY;
    if (node.type() == ValueType.LONG) {
      code.l2i();
      code.with(OperatorInstruction.of(left ? Opcode.LSHL : Opcode.LSHR));
    } else {
      code.with(OperatorInstruction.of(left ? Opcode.ISHL : Opcode.ISHR));
    }
  }

  private void math(String name, Node node) {
    ClassDesc type = node.type().desc();
    code.invokestatic(
        MATH, name, MethodTypeDesc.of(type, Collections.nCopies(node.args().size(), type)));
  }

  private void squareRoot(Node node) {
    // The square root of a float in double, rounded to float, is the correctly rounded one.
    TypeKind kind = node.type().kind();
    code.conversion(kind, TypeKind.DOUBLE);
    code.invokestatic(
        MATH, "sqrt", MethodTypeDesc.of(ConstantDescs.CD_double, ConstantDescs.CD_double));
    code.conversion(TypeKind.DOUBLE, kind);
  }

  private void multiplyHigh(Node node) {
    for (Node arg : node.args()) {
      push(arg);
      code.i2l().loadConstant(LOWER_HALF).land();
    }
    code.lmul().bipush(Integer.SIZE).lushr().l2i();
  }

  private void bitCast(Node node) {
    ValueType from = node.arg(0).type();
    ValueType to = node.type();
    ClassDesc owner =
        ClassDesc.of(from.bytes() == Double.BYTES ? "java.lang.Double" : "java.lang.Float");
    String name =
        switch (to) {
          case INT -> "floatToRawIntBits";
          case LONG -> "doubleToRawLongBits";
          case FLOAT -> "intBitsToFloat";
          case DOUBLE -> "longBitsToDouble";
          case MASK -> throw new IllegalStateException("kernel: a mask has no bits");
        };
    code.invokestatic(owner, name, MethodTypeDesc.of(to.desc(), from.desc()));
  }

  /** Replaces two numbers on the stack by 1 where the comparison holds, else 0. */
  private void compare(Node node) {
    ValueType type = node.arg(0).type();
    // NaN compares as greater, so that no comparison with it holds.
    switch (type) {
      case INT, MASK -> {}
      case LONG -> code.lcmp();
      case FLOAT -> code.fcmpg();
      case DOUBLE -> code.dcmpg();
    }
    boolean direct = type == ValueType.INT;
    Opcode fails =
        switch (node.step()) {
          case LT -> direct ? Opcode.IF_ICMPGE : Opcode.IFGE;
          case LE -> direct ? Opcode.IF_ICMPGT : Opcode.IFGT;
          default -> direct ? Opcode.IF_ICMPNE : Opcode.IFNE;
        };
    branch(fails, code::iconst_1, code::iconst_0);
  }

  private void select(Node node) {
    push(node.arg(1));
    int chosen = temporary(node);
    push(node.arg(2));
    int other = temporary(node);
    push(node.arg(0));
    TypeKind kind = node.type().kind();
    branch(Opcode.IFEQ, () -> code.loadLocal(kind, chosen), () -> code.loadLocal(kind, other));
  }

  private int temporary(Node node) {
    int slot = code.allocateLocal(node.type().kind());
    code.storeLocal(node.type().kind(), slot);
    return slot;
  }

  private void branch(Opcode otherwise, Runnable first, Runnable second) {
    Label elsewhere = code.newLabel();
    Label end = code.newLabel();
    code.branch(otherwise, elsewhere);
    first.run();
    code.goto_(end).labelBinding(elsewhere);
    second.run();
    code.labelBinding(end);
  }
}
