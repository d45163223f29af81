package dev.narae.examples.lab.items;

import dev.narae.Tensor;
import dev.narae.examples.lab.Findings;
import dev.narae.examples.lab.LabItem;
import java.util.List;
import java.util.function.UnaryOperator;

/** A perceptron of four layers evaluated by hand, and what one changed weight does to its loss. */
public final class Item11Perceptron implements LabItem {
  @Override
  public void run(Findings findings) {
    List<Tensor> weights = weights(1.0);
    List<Tensor> changed = weights(0.9);

    Tensor logistic = outputs(weights, Tensor::sigmoid);
    findings.check("logistic, output 1", logistic.at("0, 0").item(), 0.7202129099819784, 1e-12);
    findings.check("logistic, output 2", logistic.at("1, 0").item(), 0.6080707687639114, 1e-12);
    findings.check("logistic, loss", loss(logistic), 0.6723151580020207, 1e-12);
    findings.check(
        "logistic, loss with 0.9",
        loss(outputs(changed, Tensor::sigmoid)),
        0.6763389205358228,
        1e-12);

    Tensor relu = outputs(weights, Tensor::relu);
    findings.check("ReLU, output 1", relu.at("0, 0").item(), 0.949, 1e-12);
    findings.check("ReLU, output 2", relu.at("1, 0").item(), 1.095, 1e-12);
    findings.check("ReLU, loss", loss(relu), 0.909626, 1e-12);
    findings.check("ReLU, loss with 0.9", loss(outputs(changed, Tensor::relu)), 0.8838365, 1e-12);
  }

  /**
   * From the input (1, 0) on, the output of each layer is the next one's input; a 1 before it meets
   * the bias.
   */
  private static Tensor outputs(List<Tensor> weights, UnaryOperator<Tensor> activation) {
    Tensor values = column(1, 0);
    for (Tensor layer : weights) {
      values =
          activation.apply(layer.matmul(Tensor.cat(0, Tensor.onesLike(values.at(":1")), values)));
    }
    return values;
  }

  /** The sum of squared errors against the target (0, 1). */
  private static double loss(Tensor outputs) {
    return outputs.sub(column(0, 1)).square().sum().item();
  }

  /** Each row: bias, weight of input 1, weight of input 2. */
  private static List<Tensor> weights(double thirdLayerLast) {
    return List.of(
        Tensor.of(new double[][] {{-0.3, 1.0, 1.2}, {1.6, -1.0, -1.1}}),
        Tensor.of(new double[][] {{1.0, 1.0, -1.0}, {0.7, 0.5, 1.0}}),
        Tensor.of(new double[][] {{0.5, -0.8, thirdLayerLast}, {-0.1, 0.3, 0.4}}),
        Tensor.of(new double[][] {{1.0, 0.1, -0.2}, {-0.2, 1.3, -0.4}}));
  }

  private static Tensor column(double... values) {
    return Tensor.of(values, values.length, 1);
  }
}
