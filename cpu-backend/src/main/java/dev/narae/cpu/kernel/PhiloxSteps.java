package dev.narae.cpu.kernel;

import java.util.ArrayList;
import java.util.List;

/** Philox4x32-10 as primitive steps: the same bits as {@link dev.narae.expr.Philox}. */
final class PhiloxSteps {
  private static final long MULTIPLIER_0 = 0xD2511F53L;
  private static final long MULTIPLIER_1 = 0xCD9E8D57L;
  private static final long WEYL_0 = 0x9E3779B9L;
  private static final long WEYL_1 = 0xBB67AE85L;
  private static final long LOWER_HALF = 0xFFFFFFFFL;
  private static final int ROUNDS = 10;

  private final Nodes n;

  /** The type that holds a 32-bit word: LONG where the computation's values have 64 bits. */
  private final ValueType word;

  PhiloxSteps(Nodes nodes, ValueType word) {
    this.n = nodes;
    this.word = word;
  }

  /** The four output words for a 64-bit key (LONG) and a counter's halves. */
  List<Node> block(Node key, Node counterLow, Node counterHigh) {
    Node k0 = lower(key);
    Node k1 = lower(n.ushr(key, Integer.SIZE));
    Node zero = n.integer(word, 0);
    List<Node> c = List.of(counterLow, counterHigh, zero, zero);
    for (int round = 0; round < ROUNDS; round++) {
      Node m0 = n.integer(word, signed(MULTIPLIER_0));
      Node m1 = n.integer(word, signed(MULTIPLIER_1));
      List<Node> next = new ArrayList<>();
      next.add(n.xor(n.xor(high(c.get(2), m1), c.get(1)), k0));
      next.add(low(c.get(2), m1));
      next.add(n.xor(n.xor(high(c.get(0), m0), c.get(3)), k1));
      next.add(low(c.get(0), m0));
      c = next;
      k0 = sum(k0, WEYL_0);
      k1 = sum(k1, WEYL_1);
    }
    return c;
  }

  /** The lower half of a LONG as a word. */
  Node lower(Node value) {
    return word == ValueType.INT
        ? n.convert(value, ValueType.INT)
        : n.and(value, n.integer(ValueType.LONG, LOWER_HALF));
  }

  private long signed(long constant) {
    return word == ValueType.INT ? (int) constant : constant;
  }

  private Node high(Node a, Node b) {
    return word == ValueType.INT ? n.apply(Step.MULHI, a, b) : n.ushr(n.mul(a, b), Integer.SIZE);
  }

  private Node low(Node a, Node b) {
    Node product = n.mul(a, b);
    return word == ValueType.INT ? product : lower(product);
  }

  private Node sum(Node a, long constant) {
    Node total = n.add(a, n.integer(word, signed(constant)));
    return word == ValueType.INT ? total : lower(total);
  }
}
