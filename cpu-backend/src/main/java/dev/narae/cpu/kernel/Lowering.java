package dev.narae.cpu.kernel;

import dev.narae.DType;
import dev.narae.expr.Expr;
import dev.narae.expr.ScalarOp;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Turns an expression tree into primitive steps of one computing type. */
final class Lowering {
  private static final ValueType LONG = ValueType.LONG;

  private final Nodes n;
  private final List<DType> operands;
  private final ValueType type;
  private final boolean wideIndex;
  private final FloatMath floatMath;
  private final PhiloxSteps philox;
  private final HalfSteps halves;
  private final Map<Expr, Node> done = new HashMap<>();
  private final Map<Integer, List<Node>> randomBlocks = new HashMap<>();

  /**
   * A lowering of trees over given operands.
   *
   * @param operands the dtypes of the operands in memory
   * @param compute the dtype of the arithmetic
   * @param wideIndex whether positions may exceed 31 bits
   */
  Lowering(Nodes nodes, List<DType> operands, DType compute, boolean wideIndex) {
    this.n = nodes;
    this.operands = operands;
    this.type = ValueType.of(compute);
    this.wideIndex = wideIndex;
    this.floatMath = new FloatMath(nodes);
    this.halves = new HalfSteps(nodes);
    this.philox = new PhiloxSteps(nodes, Nodes.integerOf(type));
  }

  /** The value of a tree, in the computing type or as a mask. */
  Node lower(Expr expr) {
    Node known = done.get(expr);
    if (known == null) {
      known =
          switch (expr) {
            case Expr.Arg arg -> n.convert(load(arg.index()), type);
            case Expr.Const constant -> n.constant(type, constant.value());
            case Expr.Scalar scalar -> scalar(scalar.index());
            case Expr.Index _ -> n.convert(index(), type);
            case Expr.Uniform uniform -> uniform(uniform);
            case Expr.Apply apply -> apply(apply);
          };
      done.put(expr, known);
    }
    return known;
  }

  /** Replaces the value of a tree by one that is known already. */
  void define(Expr expr, Node value) {
    done.put(expr, value);
  }

  /** The element of an operand as it is read, or half precision as FLOAT. */
  Node load(int operand) {
    DType dtype = operands.get(operand);
    Node element = n.node(Step.LOAD, ValueType.of(dtype), operand);
    return dtype.isHalf() ? halves.toFloat(element, dtype) : element;
  }

  /** A value in the type that is stored for {@code dtype}. */
  Node forStore(Node value, DType dtype) {
    if (dtype.isHalf()) {
      return halves.fromFloat(n.convert(value, ValueType.FLOAT), dtype);
    }
    return value.type() == ValueType.MASK ? value : n.convert(value, ValueType.of(dtype));
  }

  private Node scalar(int index) {
    Node bits = n.node(Step.SCALAR, LONG, index);
    return type.isFloating()
        ? n.convert(n.bits(bits, ValueType.DOUBLE), type)
        : n.convert(bits, type);
  }

  private Node index() {
    boolean narrow = type.bytes() < LONG.bytes() && !wideIndex;
    return n.node(Step.INDEX, narrow ? ValueType.INT : LONG, 0);
  }

  private Node uniform(Expr.Uniform uniform) {
    List<Node> block = randomBlocks.computeIfAbsent(uniform.key(), this::randomBlock);
    Node word = block.get(uniform.word());
    if (type == ValueType.FLOAT) {
      return n.mul(n.convert(n.ushr(word, 8), type), n.constant(type, 0x1p-24));
    }
    Node other = block.get(uniform.word() ^ 1);
    Node bits = n.ushr(n.or(n.shl(word, 32), other), 11);
    return n.mul(n.convert(bits, type), n.constant(type, 0x1p-53));
  }

  private List<Node> randomBlock(int key) {
    Node index = index();
    boolean narrow = index.type() == ValueType.INT;
    Node low = narrow ? index : philox.lower(index);
    Node high = narrow ? n.integer(ValueType.INT, 0) : philox.lower(n.ushr(index, 32));
    return philox.block(n.node(Step.SCALAR, LONG, key), low, high);
  }

  private Node apply(Expr.Apply apply) {
    Node[] args = apply.args().stream().map(this::lower).toArray(Node[]::new);
    Node a = args[0];
    return switch (apply.op()) {
      case NEG -> n.neg(a);
      case ABS -> n.abs(a);
      case SQRT -> n.apply(Step.SQRT, a);
      case ADD -> n.add(a, args[1]);
      case SUB -> n.sub(a, args[1]);
      case MUL -> n.mul(a, args[1]);
      case DIV -> n.div(a, args[1]);
      case MAX -> n.apply(Step.MAX, args);
      case MIN -> n.apply(Step.MIN, args);
      case LT -> n.lt(a, args[1]);
      case LE -> n.le(a, args[1]);
      case EQ -> n.eq(a, args[1]);
      case AND -> n.apply(Step.MASK_AND, args);
      case OR -> n.apply(Step.MASK_OR, args);
      case NOT -> n.apply(Step.MASK_NOT, a);
      case SELECT -> n.select(a, args[1], args[2]);
      case FLOOR -> type.isFloating() ? floor(a) : a;
      case ROUND -> type.isFloating() ? round(a) : a;
      case REM -> n.call(remainder(), args);
      case BIT_AND -> n.and(a, args[1]);
      case BIT_OR -> n.or(a, args[1]);
      case BIT_XOR -> n.xor(a, args[1]);
      case SHIFT_LEFT -> shiftLeft(a, args[1]);
      case SHIFT_RIGHT -> shiftRight(a, args[1]);
      case QUOTIENT -> n.call(type == LONG ? Function.QUOTIENT_LONG : Function.QUOTIENT_INT, args);
      default -> type == ValueType.FLOAT ? floatFunction(apply.op(), args) : call(apply.op(), args);
    };
  }

  private Node shiftLeft(Node a, Node bits) {
    return n.select(isShift(bits), n.apply(Step.SHL_BY, a, bits), n.integer(type, 0));
  }

  private Node shiftRight(Node a, Node bits) {
    Node most = n.integer(type, (long) type.bytes() * Byte.SIZE - 1);
    return n.apply(Step.SHR_BY, a, n.select(isShift(bits), bits, most));
  }

  /** Whether a number of bits is at least 0 and below the width of the type. */
  private Node isShift(Node bits) {
    Node width = n.integer(type, (long) type.bytes() * Byte.SIZE);
    return n.apply(Step.MASK_AND, n.le(n.integer(type, 0), bits), n.lt(bits, width));
  }

  private Function remainder() {
    return switch (type) {
      case INT, MASK -> Function.REM_INT;
      case LONG -> Function.REM_LONG;
      case FLOAT -> Function.REM_FLOAT;
      case DOUBLE -> Function.REM_DOUBLE;
    };
  }

  private Node floatFunction(ScalarOp op, Node[] args) {
    return switch (op) {
      case EXP -> floatMath.exp(args[0]);
      case EXPM1 -> floatMath.expm1(args[0]);
      case LOG -> floatMath.log(args[0]);
      case LOG1P -> floatMath.log1p(args[0]);
      case TANH -> floatMath.tanh(args[0]);
      case SIGMOID -> floatMath.sigmoid(args[0]);
      case ERF -> floatMath.erf(args[0]);
      default -> call(op, args);
    };
  }

  private Node call(ScalarOp op, Node[] args) {
    return n.call(Function.valueOf(op.name()), args);
  }

  /** The nearest whole number, ties to even: a large addend leaves no bits for the fraction. */
  private Node round(Node x) {
    Node whole = n.constant(type, type == ValueType.FLOAT ? 0x1p23 : 0x1p52);
    Node magnitude = n.abs(x);
    Node rounded = n.sub(n.add(magnitude, whole), whole);
    return n.select(n.lt(magnitude, whole), n.copySign(rounded, x), x);
  }

  private Node floor(Node x) {
    Node rounded = round(x);
    Node below = n.sub(rounded, n.constant(type, 1));
    return n.select(n.lt(x, rounded), below, rounded);
  }
}
