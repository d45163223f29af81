package dev.narae;

import dev.narae.spi.FusedOp;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The gradients of {@link LayerNormOp} from g, x, weight if there is one, and m and s of the rows,
 * which stand for functions of x. With h = g · weight and z = (x - m) · s they are s · (h - mean(h)
 * - z · mean(h · z)) for x, without mean(h) if not centred; then, summed over all rows, g · z for
 * weight and g for bias. Gradients: of those expressions.
 *
 * @param centred whether the mean was subtracted
 * @param eps what was added to the variance
 * @param weight whether there is a weight
 * @param bias whether there is a bias
 */
record LayerNormGradOp(boolean centred, double eps, boolean weight, boolean bias)
    implements FusedTensorOp {
  @Override
  public String name() {
    return centred ? "layerNormBackward" : "rmsNormBackward";
  }

  @Override
  public FusedOp fused() {
    return new FusedOp.LayerNormGrad(centred, eps, weight, bias);
  }

  @Override
  public List<ComputeOp.Result> infer(Tensor... inputs) {
    Tensor x = inputs[1];
    List<ComputeOp.Result> results = new ArrayList<>();
    results.add(new ComputeOp.Result(x.shape(), x.dtype()));
    ComputeOp.Result along = new ComputeOp.Result(Shape.of(x.dim(-1)), x.dtype());
    if (weight) {
      results.add(along);
    }
    if (bias) {
      results.add(along);
    }
    return results;
  }

  @Override
  public Tensor[] composite(Tensor... inputs) {
    Tensor g = inputs[0];
    Tensor x = inputs[1];
    Tensor[] statistics = Normalizing.standardize(x, centred, eps, x.rank() - 1);
    Tensor z = statistics[0];
    Tensor h = weight ? g.mul(inputs[2]) : g;
    Tensor rest = z.mul(h.mul(z).mean(true, -1));
    Tensor moved = h.sub(centred ? rest.add(h.mean(true, -1)) : rest);
    List<Tensor> gradients = new ArrayList<>();
    gradients.add(moved.mul(statistics[1]).to(x.dtype()));
    if (weight) {
      gradients.add(overRows(g.mul(z)));
    }
    if (bias) {
      gradients.add(overRows(g));
    }
    return gradients.toArray(Tensor[]::new);
  }

  private static Tensor overRows(Tensor x) {
    return x.rank() == 1 ? x : x.sum(IntStream.range(0, x.rank() - 1).toArray());
  }

  @Override
  public boolean savesInput(int i, Tensor[] inputs) {
    return true;
  }

  @Override
  public @Nullable Tensor[] vjp(Node node, @Nullable Tensor[] upstream) {
    return Composites.vjp(this, node, upstream);
  }
}
