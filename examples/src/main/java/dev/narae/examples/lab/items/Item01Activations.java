package dev.narae.examples.lab.items;

import dev.narae.DType;
import dev.narae.Tensor;
import dev.narae.examples.lab.Findings;
import dev.narae.examples.lab.LabItem;
import dev.narae.examples.lab.book.Plots;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.knowm.xchart.XYChart;

/** Four activation functions and their gradients, by autograd and by central differences. */
public final class Item01Activations implements LabItem {
  private static final double EPS = 1e-6;

  @Override
  public void run(Findings findings) {
    Tensor z = Tensor.linspace(-5, 5, 200, DType.F64);
    Map<String, UnaryOperator<Tensor>> activations = new LinkedHashMap<>();
    activations.put("step", Tensor::sign);
    activations.put("sigmoid", Tensor::sigmoid);
    activations.put("tanh", Tensor::tanh);
    activations.put("ReLU", Tensor::relu);

    XYChart values = Plots.lines("activation functions g(z)", "z", "g(z)", -5, 5);
    XYChart gradients = Plots.lines("gradients g′(z)", "z", "g′(z)", -5, 5);
    activations.forEach(
        (name, g) -> {
          Plots.add(values, name, z, g.apply(z));
          Plots.add(gradients, name, z, autograd(g, z));
          Plots.addDots(gradients, name + ", numeric", z, numeric(g, z));
        });
    findings.plot("The four functions over 200 points of [−5, 5].", values);
    findings.plot("Lines: autograd. Dots: central differences with ε = 10⁻⁶.", gradients);
    activations.forEach(
        (name, g) ->
            findings.checkEqual(
                name + "′ by autograd and by differences", autograd(g, z), numeric(g, z), 1e-9));

    XYChart slopes = Plots.lines("the logistic sigmoid of k·z", "z", "σ(k·z)", -5, 5);
    for (int k : new int[] {1, 2, 5, 20}) {
      Plots.add(slopes, "k = " + k, z, z.mul(k).sigmoid());
    }
    Tensor step = z.sign().add(1).div(2);
    Plots.add(slopes, "step", z, step);
    findings.plot("The steeper the sigmoid, the more it is a step.", slopes);
    findings.checkEqual("σ(1000·z) and the step", z.mul(1000).sigmoid(), step, 1e-9);
  }

  private static Tensor autograd(UnaryOperator<Tensor> g, Tensor points) {
    Tensor z = points.copy().requiresGrad(true);
    g.apply(z).sum().backward();
    return Parameters.gradient(z);
  }

  private static Tensor numeric(UnaryOperator<Tensor> g, Tensor z) {
    return g.apply(z.add(EPS)).sub(g.apply(z.sub(EPS))).div(2 * EPS);
  }
}
