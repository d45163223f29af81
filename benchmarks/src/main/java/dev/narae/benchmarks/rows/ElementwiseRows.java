package dev.narae.benchmarks.rows;

import static dev.narae.benchmarks.Workload.Kind.FULL;
import static dev.narae.benchmarks.Workload.Kind.FULL_VARIANTS;
import static dev.narae.benchmarks.Workload.Kind.QUICK;
import static dev.narae.benchmarks.Workload.Kind.QUICK_VARIANTS;

import dev.narae.Tensor;
import dev.narae.benchmarks.Side;
import dev.narae.benchmarks.Target;
import dev.narae.benchmarks.Work;
import dev.narae.benchmarks.Workload;
import dev.narae.benchmarks.torch.TorchElementwise;
import dev.narae.expr.Elementwise;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;

/** Elementwise operations, the result allocated and released. */
public final class ElementwiseRows {
  private static final long SMALL = 1_000;
  private static final long MIDDLE = 100_000;
  private static final long LARGE = 10_000_000;
  private static final long CHAIN = 1_000_000;

  /** The chain's two operands and its result. */
  private static final int CHAIN_TENSORS = 3;

  private static final Target BANDWIDTH = Target.ratioAndShare(0, 0.9);

  private ElementwiseRows() {}

  /** All of them. */
  public static List<Workload> all() {
    List<Workload> all = new ArrayList<>();
    simple(all, "add", 3, Tensor::add);
    simple(all, "mul", 3, Tensor::mul);
    simple(all, "relu", 2, (a, _) -> a.relu());
    function(all, "exp", (a, _) -> a.exp());
    function(all, "tanh", (a, _) -> a.tanh());
    function(all, "sigmoid", (a, _) -> a.sigmoid());
    function(all, "gelu", (a, _) -> a.gelu());
    all.add(
        row("chain of five", CHAIN, CHAIN_TENSORS, Target.ratio(3), QUICK, ElementwiseRows::chain));
    all.add(
        row(
            "chain of five as one map",
            CHAIN,
            CHAIN_TENSORS,
            Target.ratio(3),
            FULL,
            (a, b) -> Tensor.map(ElementwiseRows::chain, a, b)));
    return all;
  }

  private static void simple(
      List<Workload> all, String name, int tensors, BinaryOperator<Tensor> operation) {
    all.add(row(name, SMALL, tensors, Target.ratio(2), FULL, operation));
    boolean first = name.equals("add");
    all.add(row(name, MIDDLE, tensors, Target.ratio(1.2), first ? FULL_VARIANTS : FULL, operation));
    all.add(row(name, LARGE, tensors, BANDWIDTH, first ? QUICK_VARIANTS : FULL, operation));
  }

  private static void function(List<Workload> all, String name, BinaryOperator<Tensor> operation) {
    boolean first = name.equals("sigmoid");
    all.add(row(name, MIDDLE, 2, Target.ratio(2), first ? QUICK_VARIANTS : FULL, operation));
    all.add(row(name, LARGE, 2, Target.ratio(2), FULL, operation));
  }

  private static Workload row(
      String name,
      long size,
      int tensors,
      Target target,
      Workload.Kind kind,
      BinaryOperator<Tensor> operation) {
    return new Workload(
        "%s %,d".formatted(name, size),
        target,
        Work.tensors(tensors, size),
        () -> narae(size, operation),
        () -> TorchElementwise.side(name.replace(" as one map", ""), size),
        kind);
  }

  private static Side narae(long size, BinaryOperator<Tensor> operation) {
    Tensor a = Tensor.randn(size);
    Tensor b = Tensor.randn(size);
    return Sides.forward(() -> operation.apply(a, b));
  }

  private static <T extends Elementwise<T>> T chain(T x, T y) {
    return x.mul(y).add(x).sub(0.5).relu().mul(0.25);
  }
}
