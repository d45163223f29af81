package dev.narae.optim;

import dev.narae.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/** A vector that lies in several tensors, one for each parameter. */
record Pieces(List<Tensor> tensors) {

  /** Keeps a copy of the list. */
  Pieces {
    tensors = List.copyOf(tensors);
  }

  double dot(Pieces other) {
    double sum = 0;
    for (int i = 0; i < tensors.size(); i++) {
      sum += tensors.get(i).mul(other.tensors.get(i)).sum().item();
    }
    return sum;
  }

  /** The largest absolute value. */
  double largest() {
    return tensors.stream().mapToDouble(tensor -> tensor.abs().amax().item()).max().orElse(0);
  }

  /** The sum of absolute values. */
  double total() {
    return tensors.stream().mapToDouble(tensor -> tensor.abs().sum().item()).sum();
  }

  Pieces times(double factor) {
    return each(tensor -> tensor.mul(factor));
  }

  Pieces minus(Pieces other) {
    return with(other, (own, others) -> own.sub(others));
  }

  /** this + factor · other. */
  Pieces plus(Pieces other, double factor) {
    return with(other, (own, others) -> own.add(others.mul(factor)));
  }

  Pieces copy() {
    return each(Tensor::copy);
  }

  private Pieces each(UnaryOperator<Tensor> operation) {
    return new Pieces(tensors.stream().map(operation).toList());
  }

  private Pieces with(Pieces other, BinaryOperator<Tensor> operation) {
    List<Tensor> results = new ArrayList<>();
    for (int i = 0; i < tensors.size(); i++) {
      results.add(operation.apply(tensors.get(i), other.tensors.get(i)));
    }
    return new Pieces(results);
  }
}
