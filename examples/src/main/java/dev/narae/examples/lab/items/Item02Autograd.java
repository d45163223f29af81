package dev.narae.examples.lab.items;

import dev.narae.AutogradGraph;
import dev.narae.Tensor;
import dev.narae.examples.lab.Findings;
import dev.narae.examples.lab.LabItem;
import java.util.Map;

/** The same graph again, with the way back left to autograd. */
public final class Item02Autograd implements LabItem {
  @Override
  public void run(Findings findings) {
    Tensor x = ReportArrays.x().requiresGrad(true);
    Tensor y = ReportArrays.y().requiresGrad(true);
    Tensor z = ReportArrays.z().requiresGrad(true);

    Tensor a = x.mul(y);
    Tensor b = a.add(z);
    Tensor c = b.sum();
    a.retainGrad(); // so that the picture can show them: only leaves keep theirs by themselves
    b.retainGrad();
    c.backward();

    findings.graph(
        "Downwards the values, upwards the gradients.",
        AutogradGraph.of(c, Map.of("x", x, "y", y, "z", z, "a", a, "b", b, "c", c)));
    findings.checkEqual("gradient of x and y", Parameters.gradient(x), y, 1e-8);
    findings.checkEqual("gradient of y and x", Parameters.gradient(y), x, 1e-8);
    findings.checkEqual("gradient of z and 1", Parameters.gradient(z), Tensor.onesLike(z), 1e-8);
  }
}
