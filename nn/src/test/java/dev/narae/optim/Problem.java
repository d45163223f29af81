package dev.narae.optim;

import dev.narae.Tensor;
import dev.narae.nn.Parameter;
import java.util.List;
import java.util.Objects;

/** A small least-squares problem: minimise sum((A w - target)²) over w. */
record Problem(Tensor a, Tensor target, Parameter w) {

  static Problem of(double[][] a, double[] target, double... start) {
    return new Problem(Tensor.of(a), Tensor.of(target), new Parameter(Tensor.of(start)));
  }

  /** An overdetermined problem whose best w is (1, 2). */
  static Problem small() {
    return of(new double[][] {{1, 0}, {0, 1}, {1, 1}}, new double[] {1, 2, 3}, 0.5, -0.5);
  }

  /** The same problem, from where the weights are now, with weights of its own. */
  Problem copy() {
    return new Problem(a, target, new Parameter(w.tensor().copy()));
  }

  List<Parameter> parameters() {
    return List.of(w);
  }

  double[] weights() {
    return w.tensor().toDoubleArray();
  }

  double step(Optimizer optimizer) {
    optimizer.zeroGrad();
    Tensor loss = a.matmul(w.tensor()).sub(target).square().sum();
    loss.backward();
    optimizer.step();
    return loss.item();
  }

  double[] gradient() {
    return Objects.requireNonNull(w.grad()).toDoubleArray();
  }
}
