package dev.narae.examples.lab.items;

import dev.narae.Tensor;
import dev.narae.examples.lab.Findings;
import dev.narae.examples.lab.LabItem;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** A 3×3 convolution worked by hand on small whole numbers, beside what conv2d says. */
public final class Item12Convolution implements LabItem {
  private static final double[][] IMAGE = {
    {1, 2, 0, 1, 3},
    {0, 1, 3, 2, 1},
    {2, 0, 1, 0, 2},
    {1, 3, 2, 1, 0},
    {0, 1, 1, 2, 3}
  };
  private static final double[][] FILTER = {{1, 0, -1}, {2, 0, -2}, {1, 0, -1}};

  @Override
  public void run(Findings findings) {
    Tensor image = Tensor.of(IMAGE);
    Tensor filter = Tensor.of(FILTER);
    Tensor answer =
        image.reshape(1, 1, 5, 5).conv2d(filter.reshape(1, 1, 3, 3), null).reshape(3, 3);
    findings.tensor("image", image);
    findings.tensor("filter", filter);

    List<List<String>> rows = new ArrayList<>();
    double worst = 0;
    for (int y = 0; y < 3; y++) {
      for (int x = 0; x < 3; x++) {
        StringJoiner products = new StringJoiner(" + ");
        double sum = 0;
        for (int i = 0; i < 3; i++) {
          for (int j = 0; j < 3; j++) {
            String form = FILTER[i][j] < 0 ? "%.0f·(%.0f)" : "%.0f·%.0f";
            products.add(form.formatted(IMAGE[y + i][x + j], FILTER[i][j]));
            sum += IMAGE[y + i][x + j] * FILTER[i][j];
          }
        }
        double conv = answer.at("%d, %d".formatted(y, x)).item();
        worst = Math.max(worst, Math.abs(conv - sum));
        rows.add(
            List.of(
                "(%d, %d)".formatted(y, x),
                products.toString(),
                "%.0f".formatted(sum),
                "%.0f".formatted(conv)));
      }
    }
    findings.table(
        "Each window of the image, its products with the filter, and their sum.",
        List.of("window at", "products", "sum", "conv2d"),
        rows);
    findings.check("largest difference: by hand and conv2d", worst, 0, 0);
  }
}
