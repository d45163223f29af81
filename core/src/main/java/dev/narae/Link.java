package dev.narae;

import dev.narae.expr.Expr;
import dev.narae.expr.Formula;
import dev.narae.expr.Trees;
import dev.narae.spi.Backend;
import dev.narae.spi.Layout;
import dev.narae.spi.View;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One call of an elementwise operator, put together with the chains of some of its inputs: the
 * memory and the runtime scalars that the whole reads, each once.
 */
final class Link {
  private static final ConcurrentHashMap<Key, Chain> CHAINS = new ConcurrentHashMap<>();

  /** Programs that make formulas without end must not fill the memory with chains. */
  private static final int MOST_CHAINS = 4096;

  private final Backend backend;
  private final MapOp op;
  private final DType compute;
  private final Tensor out;
  private final List<View> leaves = new ArrayList<>();
  private final List<Storage> holders = new ArrayList<>();
  private final List<Waiting.Scalar> scalars = new ArrayList<>();
  private final List<Part> parts = new ArrayList<>();
  private final List<Waiting> joined = new ArrayList<>();

  /** What tells chains apart: equal keys, equal computations on memory of equal layout. */
  private record Key(
      Backend backend, Formula formula, DType compute, DType out, List<Part> parts) {}

  /** What stands for an input. */
  private sealed interface Part {}

  /**
   * Memory.
   *
   * @param strides null for a dense layout
   */
  private record Leaf(int number, DType dtype, @Nullable Strides strides) implements Part {}

  private record Strides(Shape shape, List<Long> strides) {}

  /** The value of a chain, with the numbers that its leaves and scalars have in the whole. */
  private record Joined(Chain chain, List<Integer> leaves, List<Integer> scalars) implements Part {}

  /**
   * Puts a call together.
   *
   * @param joins which waiting results are taken in
   */
  Link(Backend backend, MapOp op, Tensor[] inputs, Tensor out, Predicate<Waiting> joins) {
    this.backend = backend;
    this.op = op;
    this.out = out;
    this.compute = op.compute(inputs);
    for (Tensor input : inputs) {
      Waiting waiting = input.storage().waiting();
      boolean joinable =
          waiting != null
              && input.shows(waiting.out())
              && input.shape().equals(out.shape())
              && waiting.chain().joins(compute)
              && joins.test(waiting);
      if (waiting == null || !joinable || !join(waiting)) {
        parts.add(leaf(input));
      }
    }
    long[] own = op.formula().bits(compute, op.scalars());
    for (int i = 0; i < own.length; i++) {
      scalars.add(new Waiting.Scalar(own, i, own[i]));
    }
  }

  private Leaf leaf(Tensor input) {
    View view = input.memory().broadcastTo(out.shape());
    Layout layout = view.layout();
    int number = number(view, input.storage());
    return new Leaf(
        number,
        view.dtype(),
        layout.isContiguous()
            ? null
            : new Strides(layout.shape(), Arrays.stream(layout.strides()).boxed().toList()));
  }

  /** Takes in a waiting result; false if it has just been written by another thread. */
  private boolean join(Waiting waiting) {
    List<Storage> inputs = waiting.inputs();
    if (inputs.isEmpty() && !waiting.isTrace()) {
      return false;
    }
    List<Integer> leafNumbers = new ArrayList<>();
    for (int i = 0; i < waiting.leaves().size(); i++) {
      leafNumbers.add(number(waiting.leaves().get(i), waiting.isTrace() ? null : inputs.get(i)));
    }
    List<Integer> scalarNumbers = new ArrayList<>();
    for (Waiting.Scalar scalar : waiting.scalars()) {
      int known = scalars.indexOf(scalar);
      scalarNumbers.add(known < 0 ? scalars.size() : known);
      if (known < 0) {
        scalars.add(scalar);
      }
    }
    parts.add(new Joined(waiting.chain(), leafNumbers, scalarNumbers));
    joined.add(waiting);
    return true;
  }

  private int number(View view, @Nullable Storage holder) {
    for (int i = 0; i < leaves.size(); i++) {
      if (isSame(leaves.get(i), view)) {
        return i;
      }
    }
    leaves.add(view);
    if (holder != null) {
      holders.add(holder);
    }
    return leaves.size() - 1;
  }

  @SuppressWarnings("ReferenceEquality") // a buffer is memory, not what it holds
  private static boolean isSame(View a, View b) {
    return a.buffer() == b.buffer()
        && a.dtype() == b.dtype()
        && a.layout().offset() == b.layout().offset()
        && (a.layout() == b.layout() || Arrays.equals(a.layout().strides(), b.layout().strides()));
  }

  /** Whether some input is taken in. */
  boolean isJoined() {
    return !joined.isEmpty();
  }

  /** Whether the elements may be computed later: nobody else changes or releases the memory. */
  boolean mayWait() {
    for (Storage holder : holders) {
      if (holder.isAdopted()) {
        return false;
      }
    }
    return Waiting.hasRoom();
  }

  /** The chain that the call ends. */
  Chain chain() {
    Key key = new Key(backend, op.formula(), compute, out.dtype(), parts);
    Chain known = CHAINS.get(key);
    if (known == null) {
      if (CHAINS.size() > MOST_CHAINS) {
        CHAINS.clear();
      }
      known = CHAINS.computeIfAbsent(key, this::make);
    }
    return known;
  }

  private Chain make(Key key) {
    Formula formula = key.formula();
    List<Expr> operands = new ArrayList<>();
    Set<Chain> from = new HashSet<>();
    for (Part part : parts) {
      switch (part) {
        case Leaf leaf -> operands.add(Expr.arg(leaf.number()));
        case Joined join -> {
          from.add(join.chain());
          List<Expr> args = new ArrayList<>();
          join.leaves().forEach(leaf -> args.add(Expr.arg(leaf)));
          operands.add(Trees.substitute(join.chain().value(), args, join.scalars()));
        }
      }
    }
    List<Integer> own = new ArrayList<>();
    for (int i = scalars.size() - op.scalars().size(); i < scalars.size(); i++) {
      own.add(i);
    }
    Expr body = Trees.substitute(formula.body(), operands, own);
    Formula whole = Formula.derived(formula.name(), leaves.size(), scalars.size(), body);
    return new Chain(backend, whole, compute, out.dtype(), from);
  }

  /** Computes at once what was put together, and notes how. */
  void run(Chain chain) {
    holders.forEach(Storage::finish);
    try {
      chain.run(scalars, leaves, out.memory());
    } finally {
      Reference.reachabilityFence(holders);
    }
    trace(chain);
  }

  /** Has the elements wait. */
  void begin(Chain chain) {
    holders.forEach(Storage::finish);
    joined.forEach(Waiting::extend);
    Waiting.begin(chain, leaves, holders, scalars, out.memory(), out.storage());
  }

  /** Notes how the elements were computed, which are written. */
  void trace(Chain chain) {
    joined.forEach(Waiting::extend);
    Waiting.trace(chain, leaves, scalars, out.memory(), out.storage());
  }

  List<View> leaves() {
    return leaves;
  }
}
