package dev.narae.examples.lab.items;

import dev.narae.ConvOptions;
import dev.narae.examples.lab.Findings;
import dev.narae.examples.lab.LabItem;
import dev.narae.nn.Conv2d;
import dev.narae.nn.Summary;

/** How large the output of a convolution is, and how many parameters it has. */
public final class Item13Sizes implements LabItem {
  @Override
  public void run(Findings findings) {
    Conv2d ten = new Conv2d(3, 10, 5, ConvOptions.DEFAULT.padding(2));
    Conv2d many = new Conv2d(3, 64, 3, ConvOptions.DEFAULT.padding(1));
    Summary.Row first = describe(findings, "10 filters 5×5, stride 1, padding 2", ten);
    Summary.Row second = describe(findings, "64 filters 3×3, stride 1, padding 1", many);

    // (width + 2 · padding − filter) / stride + 1 = (32 + 4 − 5) / 1 + 1 = 32
    findings.check("outputs of the first, 32 · 32 · 10", (double) first.outputs(), 10_240, 0);
    findings.check("its parameters, (5 · 5 · 3) · 10 + 10", (double) first.parameters(), 760, 0);
    findings.check("outputs of the second, 32 · 32 · 64", (double) second.outputs(), 65_536, 0);
    findings.check("its parameters, (3 · 3 · 3) · 64 + 64", (double) second.parameters(), 1_792, 0);
  }

  private static Summary.Row describe(Findings findings, String name, Conv2d layer) {
    Summary summary = Summary.of(layer, 1, 3, 32, 32);
    findings.text(name, summary.toString());
    return summary.rows().getFirst();
  }
}
