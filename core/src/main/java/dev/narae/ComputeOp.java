package dev.narae;

import dev.narae.spi.Backend;
import dev.narae.spi.View;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An operator that computes one new tensor. */
interface ComputeOp extends Op {

  /**
   * The result's shape and dtype.
   *
   * @param shape the extents
   * @param dtype the type of its elements
   */
  record Result(Shape shape, DType dtype) {}

  /** The shape and dtype rule, with every check. */
  Result infer(Tensor... inputs);

  /** Computes into {@code out}, which {@link #infer} described. */
  void run(Backend backend, View[] inputs, View out);

  @Override
  default Tensor[] forward(Backend backend, Tensor... inputs) {
    Result result = infer(inputs);
    Tensor out = Tensor.allocate(backend, result.shape(), result.dtype());
    compute(backend, out, inputs);
    return new Tensor[] {out};
  }

  /** Computes into {@code out} from the elements of the inputs. */
  default void compute(Backend backend, Tensor out, Tensor... inputs) {
    View[] views = new View[inputs.length];
    for (int i = 0; i < views.length; i++) {
      views[i] = inputs[i].view();
    }
    run(backend, views, out.memory());
  }

  /** The only upstream gradient, which is never null. */
  static Tensor only(@Nullable Tensor[] upstream) {
    return Objects.requireNonNull(upstream[0]);
  }
}
