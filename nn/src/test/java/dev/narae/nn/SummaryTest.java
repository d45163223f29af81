package dev.narae.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.ConvOptions;
import dev.narae.DType;
import dev.narae.Shape;
import dev.narae.Tensor;
import org.junit.jupiter.api.Test;

/** Tables of networks. */
class SummaryTest {

  /** Ten filters of 5×5 with padding 2 on a colour image: 32·32·10 and (5·5·3)·10 + 10. */
  @Test
  void tenFilters() {
    Conv2d conv = new Conv2d(3, 10, 5, ConvOptions.DEFAULT.padding(2, 2));
    Summary.Row row = conv.summary(1, 3, 32, 32).rows().getFirst();
    assertEquals(10_240, row.outputs());
    assertEquals(760, row.parameters());
  }

  /** 64 filters of 3×3 with padding 1 on a colour image: 32·32·64 and (3·3·3)·64 + 64. */
  @Test
  void sixtyFourFilters() {
    Conv2d conv = new Conv2d(3, 64, 3, ConvOptions.DEFAULT.padding(1, 1));
    Summary.Row row = conv.summary(1, 3, 32, 32).rows().getFirst();
    assertEquals(65_536, row.outputs());
    assertEquals(1_792, row.parameters());
  }

  @Test
  void printsATable() {
    Sequential network =
        new Sequential(
            new Conv2d(3, 10, 5, ConvOptions.DEFAULT.padding(2, 2)), new ReLU(), new Flatten());
    assertEquals(
        """
        name     module      output           outputs  parameters
        ---------------------------------------------------------
        (whole)  Sequential  [1, 10240]        10,240           0
        0        Conv2d      [1, 10, 32, 32]   10,240         760
        1        ReLU        [1, 10, 32, 32]   10,240           0
        2        Flatten     [1, 10240]        10,240           0
        input [1, 3, 32, 32], 760 parameters\
        """,
        network.summary(1, 3, 32, 32).toString());
  }

  /** A layer that is used twice, and one that is not used. */
  private static final class Odd extends Layer {
    private final Linear used = child("used", new Linear(2, 2));
    private final Linear unused = child("unused", new Linear(2, 9));

    @Override
    protected Tensor forward(Tensor x) {
      return used.call(used.call(x));
    }

    long sizeOfUnused() {
      return unused.weight().shape().size();
    }
  }

  @Test
  void layersThatAreNotCalledAreListed() {
    Odd odd = new Odd();
    Summary summary = odd.summary(5, 2);
    assertEquals(Shape.of(5, 2), summary.rows().getFirst().output().orElseThrow());
    assertTrue(summary.rows().getLast().output().isEmpty());
    assertTrue(summary.toString().contains("unused   Linear  not called"));
    assertEquals(6 + odd.sizeOfUnused() + 9, summary.parameters());
  }

  @Test
  void leavesModeAndGradientsAsTheyWere() {
    Dropout frozen = new Dropout();
    Sequential network = new Sequential(new Linear(2, 2), frozen);
    network.to(DType.F64);
    frozen.eval();
    Summary summary = network.summary(1, 2);
    assertEquals(3, summary.rows().size());
    assertTrue(network.isTraining());
    assertFalse(frozen.isTraining());
  }
}
