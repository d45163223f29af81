package dev.narae;

import dev.narae.spi.ReduceKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * Computes {@link Tensor#einsum}: diagonals as views, sums over what only one operand has, then
 * pair after pair as matrix products, the cheapest first.
 */
final class Einsum {
  private final EinsumEquation equation;
  private final Map<Integer, Long> sizes = new HashMap<>();
  private final List<Term> terms = new ArrayList<>();

  /** A tensor and a label for each of its dimensions, no two equal. */
  private record Term(Tensor tensor, List<Integer> labels) {
    boolean has(int label) {
      return labels.contains(label);
    }

    /** The dimensions in another order, merged to one dimension for each group. */
    Tensor grouped(List<List<Integer>> groups, long... extents) {
      int[] order = groups.stream().flatMap(List::stream).mapToInt(labels::indexOf).toArray();
      return tensor.permute(order).reshape(extents);
    }
  }

  private Einsum(EinsumEquation equation) {
    this.equation = equation;
  }

  static Tensor run(String text, Tensor... operands) {
    if (operands.length == 0) {
      throw new IllegalArgumentException(
          "einsum(\"%s\"): there are no tensors; give at least one".formatted(text));
    }
    List<Shape> shapes = new ArrayList<>();
    for (Tensor operand : operands) {
      shapes.add(operand.shape());
      if (operand.dtype() != operands[0].dtype()) {
        throw new DTypeException(
            "einsum: the operands of \"%s\" are %s and %s; convert one with to(dtype)"
                .formatted(text, operands[0].dtype(), operand.dtype()));
      }
    }
    Einsum einsum = new Einsum(EinsumEquation.parse(text, shapes));
    for (int i = 0; i < operands.length; i++) {
      einsum.measure(i, operands[i].shape());
    }
    for (int i = 0; i < operands.length; i++) {
      einsum.terms.add(einsum.term(operands[i], einsum.equation.operands().get(i)));
    }
    return einsum.contractAll();
  }

  /** Learns the extents of labels; 1 is broadcast. */
  private void measure(int operand, Shape shape) {
    List<Integer> labels = equation.operands().get(operand);
    for (int i = 0; i < labels.size(); i++) {
      long extent = shape.dim(i);
      long known = sizes.getOrDefault(labels.get(i), 1L);
      long first = shape.dim(labels.indexOf(labels.get(i)));
      boolean different = known != extent && known != 1 && extent != 1;
      if (different || first != extent) {
        throw new ShapeException(
            ("einsum(\"%s\"): %s has size %d in operand %d of shape %s, but %d elsewhere; the sizes"
                    + " of a label must be equal or 1")
                .formatted(
                    equation.text(),
                    EinsumEquation.name(labels.get(i)),
                    extent,
                    operand,
                    shape,
                    first != extent ? first : known));
      }
      sizes.put(labels.get(i), known == 1 ? extent : known);
    }
  }

  private long size(List<Integer> labels) {
    long size = 1;
    for (int label : labels) {
      size *= sizes.getOrDefault(label, 1L);
    }
    return size;
  }

  /** Without repeated labels, and without dimensions of extent 1 that are broadcast. */
  private Term term(Tensor operand, List<Integer> labels) {
    Tensor tensor = operand;
    List<Integer> rest = new ArrayList<>(labels);
    for (int label : new LinkedHashSet<>(labels)) {
      int first = rest.indexOf(label);
      for (int last = rest.lastIndexOf(label); last > first; last = rest.lastIndexOf(label)) {
        tensor = Dispatch.run(new DiagonalOp(0, first, last), tensor);
        rest.remove(/* index */ last);
        rest.remove(/* index */ first);
        rest.add(label);
        first = rest.indexOf(label);
      }
      if (tensor.dim(first) == 1 && size(List.of(label)) != 1) {
        tensor = tensor.squeeze(first);
        rest.remove(/* index */ first);
      }
    }
    return new Term(tensor, rest);
  }

  private Tensor contractAll() {
    for (int i = 0; i < terms.size(); i++) {
      Term term = terms.get(i);
      terms.set(i, summed(term, term.labels.stream().filter(this::needed).toList()));
    }
    while (terms.size() > 1) {
      contractCheapest();
    }
    Term last = summed(terms.getFirst(), equation.output());
    int[] order = equation.output().stream().mapToInt(last.labels::indexOf).toArray();
    return last.tensor.permute(order);
  }

  /** Whether the result or more than one term has the label. */
  private boolean needed(int label) {
    return equation.output().contains(label)
        || terms.stream().filter(term -> term.has(label)).count() > 1;
  }

  /** Sums over all labels but some. */
  private Term summed(Term term, List<Integer> kept) {
    if (kept.containsAll(term.labels)) {
      return term;
    }
    requireNumbers(term.tensor);
    Shape target = term.tensor.shape();
    List<Integer> rest = new ArrayList<>(term.labels);
    boolean[] axes = new boolean[target.rank()];
    for (int i = 0; i < axes.length; i++) {
      axes[i] = !kept.contains(term.labels.get(i));
      target = axes[i] ? target.with(i, 1) : target;
    }
    rest.retainAll(kept);
    ReduceOp sum = ReduceOp.of("einsum", ReduceKind.SUM, target, term.tensor.dtype());
    return new Term(Axes.drop(Dispatch.run(sum, term.tensor), axes), rest);
  }

  private void requireNumbers(Tensor tensor) {
    if (tensor.dtype() == DType.BOOL) {
      throw new DTypeException(
          "einsum: the operands of \"%s\" are bool; convert them with to(DType.F32)"
              .formatted(equation.text()));
    }
  }

  private void contractCheapest() {
    int first = 0;
    int second = 1;
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < terms.size(); i++) {
      for (int j = i + 1; j < terms.size(); j++) {
        double cost = cost(terms.get(i), terms.get(j));
        if (cost < least) {
          least = cost;
          first = i;
          second = j;
        }
      }
    }
    Term b = terms.remove(second);
    Term a = terms.remove(first);
    terms.add(first, contract(a, b));
  }

  /** The multiplications that the product of two terms takes. */
  private double cost(Term a, Term b) {
    double cost = size(a.labels);
    for (int label : b.labels) {
      cost *= a.has(label) ? 1 : sizes.getOrDefault(label, 1L);
    }
    return cost;
  }

  /** The product of two terms that were taken out, summed over what nothing else has. */
  private Term contract(Term a, Term b) {
    requireNumbers(a.tensor);
    List<Integer> batch = new ArrayList<>();
    List<Integer> inner = new ArrayList<>();
    List<Integer> rows = new ArrayList<>();
    for (int label : a.labels) {
      boolean later =
          equation.output().contains(label) || terms.stream().anyMatch(term -> term.has(label));
      (b.has(label) ? later ? batch : inner : rows).add(label);
    }
    List<Integer> columns = new ArrayList<>(b.labels);
    columns.removeAll(a.labels);
    List<Integer> labels = new ArrayList<>(batch);
    labels.addAll(rows);
    labels.addAll(columns);
    long n = size(batch);
    long m = size(rows);
    long k = size(inner);
    long p = size(columns);
    Tensor product =
        inner.isEmpty()
            ? a.grouped(List.of(batch, rows), n, m, 1)
                .mul(b.grouped(List.of(batch, columns), n, 1, p))
            : matmul(
                a.grouped(List.of(batch, rows, inner), n, m, k),
                b.grouped(List.of(batch, inner, columns), n, k, p));
    return new Term(product.reshape(extents(labels)), labels);
  }

  private static Tensor matmul(Tensor a, Tensor b) {
    return a.dim(0) == 1 ? a.squeeze(0).matmul(b.squeeze(0)) : a.matmul(b);
  }

  private Shape extents(List<Integer> labels) {
    return Shape.of(labels.stream().mapToLong(label -> sizes.getOrDefault(label, 1L)).toArray());
  }
}
