package dev.narae.examples.lab.items;

import dev.narae.AutogradGraph;
import dev.narae.DType;
import dev.narae.Generator;
import dev.narae.Grad;
import dev.narae.Shape;
import dev.narae.Tensor;
import dev.narae.examples.lab.Findings;
import dev.narae.examples.lab.LabItem;
import dev.narae.nn.Nonlinearity;
import dev.narae.nn.RNNCell;
import java.util.Map;

/** One step of a recurrent network: h′ = tanh(W_h·h + W_x·x), with the sum of h′ as the loss. */
public final class Item03RnnCell implements LabItem {
  private static final double EPS = 1e-6;

  @Override
  public void run(Findings findings) {
    Generator.manualSeed(3);
    Tensor x = normal(1, 10);
    Tensor h = normal(1, 20);
    Tensor wH = normal(20, 20).requiresGrad(true);
    Tensor wX = normal(20, 10).requiresGrad(true);

    Tensor next = step(wH, wX, h, x);
    Tensor loss = next.sum();
    loss.backward();

    findings.value("loss", "%.4f".formatted(loss.item()));
    findings.graph(
        "Gradients reach the two weight matrices; x and h are data.",
        AutogradGraph.of(loss, Map.of("W_h", wH, "W_x", wX, "h′", next)));
    findings.checkEqual(
        "gradient of W_h and finite differences",
        Parameters.gradient(wH),
        differences(wH, wX, h, x, wH),
        1e-6);
    findings.checkEqual(
        "gradient of W_x and finite differences",
        Parameters.gradient(wX),
        differences(wH, wX, h, x, wX),
        1e-6);

    RNNCell cell = new RNNCell(10, 20, false, Nonlinearity.TANH);
    cell.to(DType.F64);
    cell.loadStateDict(Map.of("weight_ih", wX.detach(), "weight_hh", wH.detach()));
    cell.call(x, h).sum().backward();
    findings.checkEqual(
        "W_h and RNNCell", Parameters.gradient(cell, "weight_hh"), Parameters.gradient(wH), 1e-12);
    findings.checkEqual(
        "W_x and RNNCell", Parameters.gradient(cell, "weight_ih"), Parameters.gradient(wX), 1e-12);
  }

  private static Tensor step(Tensor wH, Tensor wX, Tensor h, Tensor x) {
    return wH.matmul(h.t()).add(wX.matmul(x.t())).tanh();
  }

  /** Moves one weight after the other a little up and down. */
  private static Tensor differences(Tensor wH, Tensor wX, Tensor h, Tensor x, Tensor weight) {
    Tensor result = Tensor.zerosLike(weight);
    try (var _ = Grad.noGrad()) {
      for (int i = 0; i < weight.dim(0); i++) {
        for (int j = 0; j < weight.dim(1); j++) {
          Tensor one = weight.select(0, i).select(0, j);
          one.addInPlace(EPS);
          double up = step(wH, wX, h, x).sum().item();
          one.addInPlace(-2 * EPS);
          double down = step(wH, wX, h, x).sum().item();
          one.addInPlace(EPS);
          result.select(0, i).select(0, j).addInPlace((up - down) / (2 * EPS));
        }
      }
    }
    return result;
  }

  private static Tensor normal(long rows, long columns) {
    return Tensor.normal(Shape.of(rows, columns), 0, 1, DType.F64);
  }
}
