package dev.narae.cpu.kernel;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes the nodes of one kernel, each distinct one once. */
final class Nodes {
  private static final int MULTIPLY_HIGH_WEIGHT = 6;

  private final Map<Key, Node> known = new HashMap<>();

  private int weight;

  private record Key(Step step, ValueType type, List<Node> args, long immediate) {}

  /** The number of nodes: all identifiers are below. */
  int size() {
    return known.size();
  }

  /** About how much code the nodes make. */
  int weight() {
    return weight;
  }

  Node node(Step step, ValueType type, long immediate, Node... args) {
    Key key = new Key(step, type, List.of(args), immediate);
    Node node = known.get(key);
    if (node == null) {
      node = new Node(known.size(), step, type, key.args, immediate);
      known.put(key, node);
      weight += step == Step.MULHI ? MULTIPLY_HIGH_WEIGHT : 1;
    }
    return node;
  }

  /** A step whose result has the type of its last argument. */
  Node apply(Step step, Node... args) {
    return node(step, args[args.length - 1].type(), 0, args);
  }

  Node constant(ValueType type, double value) {
    long bits =
        switch (type) {
          case INT -> (int) value;
          case LONG, MASK -> (long) value;
          case FLOAT -> Float.floatToRawIntBits((float) value);
          case DOUBLE -> Double.doubleToRawLongBits(value);
        };
    return node(Step.CONST, type, bits);
  }

  Node integer(ValueType type, long value) {
    return node(Step.CONST, type, value);
  }

  Node add(Node a, Node b) {
    return apply(Step.ADD, a, b);
  }

  Node sub(Node a, Node b) {
    return apply(Step.SUB, a, b);
  }

  Node mul(Node a, Node b) {
    return apply(Step.MUL, a, b);
  }

  Node div(Node a, Node b) {
    return apply(Step.DIV, a, b);
  }

  /** a * b + c. */
  Node fma(Node a, Node b, Node c) {
    return apply(Step.FMA, a, b, c);
  }

  Node abs(Node a) {
    return apply(Step.ABS, a);
  }

  Node neg(Node a) {
    return apply(Step.NEG, a);
  }

  Node and(Node a, Node b) {
    return apply(Step.AND, a, b);
  }

  Node or(Node a, Node b) {
    return apply(Step.OR, a, b);
  }

  Node xor(Node a, Node b) {
    return apply(Step.XOR, a, b);
  }

  Node shl(Node a, int bits) {
    return node(Step.SHL, a.type(), bits, a);
  }

  Node shr(Node a, int bits) {
    return node(Step.SHR, a.type(), bits, a);
  }

  Node ushr(Node a, int bits) {
    return node(Step.USHR, a.type(), bits, a);
  }

  Node lt(Node a, Node b) {
    return node(Step.LT, ValueType.MASK, 0, a, b);
  }

  Node le(Node a, Node b) {
    return node(Step.LE, ValueType.MASK, 0, a, b);
  }

  Node eq(Node a, Node b) {
    return node(Step.EQ, ValueType.MASK, 0, a, b);
  }

  /** a where the mask is true, else b. */
  Node select(Node mask, Node a, Node b) {
    return apply(Step.SELECT, mask, a, b);
  }

  Node convert(Node a, ValueType type) {
    return a.type() == type ? a : node(Step.CONVERT, type, 0, a);
  }

  Node bits(Node a, ValueType type) {
    return a.type() == type ? a : node(Step.BITCAST, type, 0, a);
  }

  /** A function, its argument and result converted from and to the type of the arguments. */
  Node call(Function function, Node... args) {
    Node[] converted = new Node[args.length];
    for (int i = 0; i < args.length; i++) {
      converted[i] = convert(args[i], function.type());
    }
    Node result = node(Step.CALL, function.type(), function.number(), converted);
    return convert(result, args[0].type());
  }

  /** The integer type as wide as a floating type. */
  static ValueType integerOf(ValueType type) {
    return type.bytes() == Double.BYTES ? ValueType.LONG : ValueType.INT;
  }

  /** The number {@code magnitude}, not below 0, with the sign of another. */
  Node copySign(Node magnitude, Node sign) {
    ValueType type = magnitude.type();
    ValueType word = integerOf(type);
    Node signBit = integer(word, word == ValueType.INT ? Integer.MIN_VALUE : Long.MIN_VALUE);
    Node bit = and(bits(sign, word), signBit);
    return bits(or(bits(magnitude, word), bit), type);
  }
}
