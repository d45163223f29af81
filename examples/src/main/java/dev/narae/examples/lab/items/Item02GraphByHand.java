package dev.narae.examples.lab.items;

import dev.narae.Tensor;
import dev.narae.examples.lab.Findings;
import dev.narae.examples.lab.LabItem;

/**
 * A computational graph evaluated from left to right, its gradients from right to left, by hand.
 */
public final class Item02GraphByHand implements LabItem {
  @Override
  public void run(Findings findings) {
    Tensor x = ReportArrays.x();
    Tensor y = ReportArrays.y();
    Tensor z = ReportArrays.z();

    // Forward.
    Tensor a = x.mul(y);
    Tensor b = a.add(z);
    Tensor c = b.sum();

    // Backward: each line is one edge of the graph, walked against its direction.
    Tensor gradC = Tensor.onesLike(c);
    Tensor gradB = gradC.expand(3, 4); // a sum hands its gradient to every element
    Tensor gradA = gradB; //              a + z hands it to both
    Tensor gradZ = gradB;
    Tensor gradX = gradA.mul(y); //       x · y exchanges the factors
    Tensor gradY = gradA.mul(x);

    findings.value("c", "%.8f".formatted(c.item()));
    findings.tensor("gradient of x", gradX);
    findings.tensor("gradient of y", gradY);
    findings.checkEqual("gradient of x and y", gradX, y, 1e-8);
    findings.checkEqual("gradient of y and x", gradY, x, 1e-8);
    findings.checkEqual("gradient of z and 1", gradZ, Tensor.onesLike(z), 1e-8);
  }
}
