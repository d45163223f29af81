package dev.narae.cpu.vector;

import static dev.narae.cpu.vector.VectorNames.ASSOCIATIVE;
import static dev.narae.cpu.vector.VectorNames.BINARY;
import static dev.narae.cpu.vector.VectorNames.COMPARISON;
import static dev.narae.cpu.vector.VectorNames.CONVERSION;
import static dev.narae.cpu.vector.VectorNames.MASK;
import static dev.narae.cpu.vector.VectorNames.OPERATORS;
import static dev.narae.cpu.vector.VectorNames.SPECIES;
import static dev.narae.cpu.vector.VectorNames.VECTOR;

import dev.narae.cpu.kernel.Frame;
import dev.narae.cpu.kernel.Locals;
import dev.narae.cpu.kernel.Node;
import dev.narae.cpu.kernel.Program;
import dev.narae.cpu.kernel.ScalarEmitter;
import dev.narae.cpu.kernel.ScalarTotal;
import dev.narae.cpu.kernel.Step;
import dev.narae.cpu.kernel.ValueType;
import dev.narae.cpu.kernel.WideEmitter;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Writes steps as Vector API calls on as many elements as a vector holds. What does not change from
 * element to element is computed by scalar code before the loop, and repeated in all lanes.
 */
final class VectorEmitter implements WideEmitter {
  private final Frame frame;
  private final CodeBuilder code;
  private final VectorLanes lanes;
  private final ScalarEmitter uniform;
  private final VectorMemory memory;
  private final Program.Level[] levels;
  private final List<VectorTotal> totals = new ArrayList<>();
  private final VectorProducts products;
  private Locals locals;

  VectorEmitter(Frame frame, VectorLanes lanes) {
    this.frame = frame;
    this.code = frame.code();
    this.lanes = lanes;
    this.locals = new Locals(frame);
    this.uniform = new ScalarEmitter(frame);
    this.memory = new VectorMemory(frame, lanes);
    this.levels = frame.program().levels();
    this.products = new VectorProducts(code, memory);
  }

  @Override
  public int lanes() {
    return lanes.count();
  }

  @Override
  public void prepare(Program.Level level) {
    uniform.prepare(level);
    for (Node node : frame.program().nodes()) {
      if (levels[node.id()] == level && locals.crosses(node, levels) && lanes.holds(node.type())) {
        repeat(node);
        locals.store(node, TypeKind.REFERENCE);
      }
    }
    prepareFactors(level);
  }

  /** What whole numbers are multiplied by, where that is the same for all elements. */
  private void prepareFactors(Program.Level level) {
    for (Node node : frame.program().nodes()) {
      if (node.step() == Step.MULHI && levels[node.id()] == Program.Level.ELEMENT) {
        Node factor = node.arg(1);
        if (levels[factor.id()] == level) {
          products.prepare(factor, () -> push(factor));
        }
      }
    }
  }

  /** Pushes a vector of one value. */
  private void repeat(Node node) {
    boolean mask = node.type() == ValueType.MASK;
    ValueType type = mask ? lanes.floating() : node.type();
    memory.pushSpecies(type);
    uniform.push(node);
    if (mask) {
      code.invokeinterface(SPECIES, "maskAll", MethodTypeDesc.of(MASK, ConstantDescs.CD_boolean));
    } else {
      ClassDesc vector = VectorLanes.vector(type);
      code.invokestatic(vector, "broadcast", MethodTypeDesc.of(vector, SPECIES, type.desc()));
    }
  }

  @Override
  public void elements() {
    for (Program.Store store : frame.program().stores()) {
      if (store.join() == null) {
        push(store.value());
        memory.store(store.value().type(), store.operand());
      }
    }
  }

  @Override
  public Runnable compute() {
    Locals outer = locals;
    locals = outer.fork();
    List<Runnable> stores = new ArrayList<>();
    for (Program.Store store : frame.program().stores()) {
      int value = code.allocateLocal(TypeKind.REFERENCE);
      push(store.value());
      code.astore(value);
      stores.add(
          () -> {
            code.aload(value);
            memory.store(store.value().type(), store.operand());
          });
    }
    locals = outer;
    return () -> stores.forEach(Runnable::run);
  }

  @Override
  public void beginTotals() {
    for (ScalarTotal total : uniform.totals()) {
      totals.add(new VectorTotal(code, total, lanes));
    }
    totals.forEach(VectorTotal::begin);
  }

  @Override
  public int blockColumns() {
    return totals.getFirst().width();
  }

  @Override
  public void block() {
    Locals outer = locals;
    for (int ahead = 0; ahead < blockColumns(); ahead += lanes.count()) {
      locals = outer.fork();
      frame.lookAhead(ahead);
      elements();
      Iterator<VectorTotal> next = totals.iterator();
      for (Program.Store store : frame.program().stores()) {
        if (store.join() != null) {
          next.next().join(ahead / lanes.count(), () -> push(store.value()));
        }
      }
    }
    frame.lookAhead(0);
    locals = outer;
  }

  @Override
  public void carry() {
    totals.forEach(VectorTotal::carry);
  }

  @Override
  public void gatherTotals() {
    totals.forEach(VectorTotal::fold);
  }

  @Override
  public void rest() {
    uniform.rest();
  }

  @Override
  public void endTotals() {
    uniform.endTotals();
  }

  private void push(Node node) {
    if (locals.load(node)) {
      return;
    }
    generate(node);
    if (locals.isShared(node)) {
      code.dup();
      locals.store(node, TypeKind.REFERENCE);
    }
  }

  private void generate(Node node) {
    switch (node.step()) {
      case LOAD -> memory.load(node);
      case INDEX -> memory.index(node.type());
      case SELECT -> select(node);
      case MULHI -> multiplyHigh(node);
      case LT, LE, EQ -> compare(node);
      case AND, OR, XOR -> lanewise(node, node.step().name(), ASSOCIATIVE);
      case SHL_BY -> lanewise(node, "LSHL", BINARY);
      case SHR_BY -> lanewise(node, "ASHR", BINARY);
      case SHL, SHR, USHR -> shift(node);
      case NEG, ABS, SQRT, ADD, SUB, MUL, DIV, MAX, MIN, FMA -> arithmetic(node);
      default -> {
        node.args().forEach(this::push);
        combine(node);
      }
    }
  }

  private void arithmetic(Node node) {
    push(node.arg(0));
    Lanewise.operator(code, node.step());
    for (Node other : node.args().subList(1, node.args().size())) {
      push(other);
    }
    Lanewise.call(code, VectorLanes.vector(node.type()), node.step());
  }

  private void combine(Node node) {
    switch (node.step()) {
      case BITCAST -> Lanewise.bitCast(code, node.arg(0).type(), node.type());
      case CONVERT -> convert(node.arg(0).type(), node.type());
      case MASK_AND -> code.invokevirtual(MASK, "and", MethodTypeDesc.of(MASK, MASK));
      case MASK_OR -> code.invokevirtual(MASK, "or", MethodTypeDesc.of(MASK, MASK));
      case MASK_NOT -> code.invokevirtual(MASK, "not", MethodTypeDesc.of(MASK));
      default -> throw new IllegalStateException("kernel: no vector code for " + node.step());
    }
  }

  private void lanewise(Node node, String operator, ClassDesc type) {
    ClassDesc vector = VectorLanes.vector(node.type());
    push(node.arg(0));
    code.getstatic(OPERATORS, operator, type);
    push(node.arg(1));
    code.invokevirtual(vector, "lanewise", MethodTypeDesc.of(vector, BINARY, VECTOR));
  }

  private void shift(Node node) {
    push(node.arg(0));
    String operator =
        switch (node.step()) {
          case SHL -> "LSHL";
          case SHR -> "ASHR";
          default -> "LSHR";
        };
    Lanewise.shift(code, node.type(), operator, node.immediate());
  }

  private void compare(Node node) {
    ValueType type = node.arg(0).type();
    push(node.arg(0));
    code.getstatic(OPERATORS, node.step().name(), COMPARISON);
    push(node.arg(1));
    MethodTypeDesc compare = MethodTypeDesc.of(MASK, COMPARISON, VECTOR);
    code.invokevirtual(VectorLanes.vector(type), "compare", compare);
    castMask(type, lanes.floating());
  }

  /** Masks have the lanes' floating type wherever they are used. */
  private void castMask(ValueType from, ValueType to) {
    if (from != to) {
      memory.pushSpecies(to);
      code.invokevirtual(MASK, "cast", MethodTypeDesc.of(MASK, SPECIES));
    }
  }

  private void select(Node node) {
    ClassDesc vector = VectorLanes.vector(node.type());
    push(node.arg(2));
    push(node.arg(1));
    push(node.arg(0));
    castMask(lanes.floating(), node.type());
    code.invokevirtual(vector, "blend", MethodTypeDesc.of(vector, VECTOR, MASK));
  }

  private void convert(ValueType from, ValueType to) {
    Lanewise.tellClass(code, VectorLanes.vector(from));
    String conversion = from.name().charAt(0) + "2" + to.name().charAt(0);
    code.getstatic(OPERATORS, conversion, CONVERSION).iconst_0();
    code.invokevirtual(
        VECTOR, "convert", MethodTypeDesc.of(VECTOR, CONVERSION, ConstantDescs.CD_int));
    code.checkcast(VectorLanes.vector(to));
  }

  private void multiplyHigh(Node node) {
    push(node.arg(0));
    products.high(node.arg(1));
  }
}
