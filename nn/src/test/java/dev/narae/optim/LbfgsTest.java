package dev.narae.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.Tensor;
import dev.narae.nn.Parameter;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** L-BFGS on the valley of Rosenbrock, beside what PyTorch 2.13 returned. */
class LbfgsTest {
  private static final LBFGS.Options SEARCHING = LBFGS.Options.DEFAULT.withStrongWolfe();

  /** (1 - x)² + 100 (y - x²)² of one parameter (x, y). */
  private static final class Valley {
    private final Parameter w;
    private final LBFGS lbfgs;
    private int evaluations;

    Valley(double[] start, double rate, LBFGS.Options options) {
      w = new Parameter(Tensor.of(start));
      lbfgs = new LBFGS(List.of(w), rate, options);
    }

    double step() {
      return lbfgs.step(
          () -> {
            evaluations++;
            lbfgs.zeroGrad();
            Tensor x = w.tensor().get(0);
            Tensor valley = w.tensor().get(1).sub(x.square()).square().mul(100.0);
            Tensor loss = x.neg().add(1.0).square().add(valley);
            loss.backward();
            return loss;
          });
    }

    double[] place() {
      return w.tensor().toDoubleArray();
    }
  }

  static Stream<Arguments> paths() {
    return Stream.of(
        Arguments.of(
            1,
            SEARCHING.iterations(4),
            new double[][] {
              {-1.4201365045001701, 2.023710425144713},
              {-1.3536960480482623, 1.797732747257609},
              {-0.9629098925080433, 0.9154087570838974},
              {-0.6185532109209877, 0.37140041734609053}
            },
            20),
        Arguments.of(
            1,
            SEARCHING.iterations(7).history(3),
            new double[][] {
              {-1.396441163136137, 1.9327783321547858},
              {-0.7661919035195924, 0.5435602538927157},
              {0.056564218261094465, -0.02217403695043733}
            },
            25),
        Arguments.of(
            0.02,
            LBFGS.Options.DEFAULT.iterations(4).history(2),
            new double[][] {
              {-1.4813192903223522, 2.006035655881008},
              {-1.4768398949802126, 2.0074706892284158},
              {-1.472658895699588, 2.008755427233191}
            },
            12));
  }

  @ParameterizedTest
  @MethodSource("paths")
  void followsThePathOfPyTorch(
      double rate, LBFGS.Options options, double[][] places, int evaluations) {
    Valley valley = new Valley(new double[] {-1.5, 2}, rate, options);
    for (double[] place : places) {
      valley.step();
      assertArrayEquals(place, valley.place(), 1e-8);
    }
    assertEquals(evaluations, valley.evaluations);
  }

  @Test
  void findsTheBottom() {
    Valley valley =
        new Valley(new double[] {-1.5, 2}, 1, SEARCHING.iterations(100).tolerances(1e-9, 1e-15));
    assertEquals(12.5, valley.step());
    assertArrayEquals(new double[] {1, 1}, valley.place(), 1e-6);
    int before = valley.evaluations;
    assertTrue(valley.step() < 1e-12);
    assertTrue(valley.evaluations - before <= 2, "at the bottom nothing is left to do");
  }

  @Test
  void savedStateGoesOnBitForBit() {
    LBFGS.Options options = SEARCHING.iterations(3).history(2);
    Valley straight = new Valley(new double[] {-1.5, 2}, 1, options);
    straight.step();
    straight.step();
    Valley resumed = new Valley(straight.place(), 1, options);
    resumed.lbfgs.loadStateDict(straight.lbfgs.stateDict());
    straight.step();
    resumed.step();
    assertArrayEquals(straight.place(), resumed.place());
  }

  @Test
  void aStepNeedsTheLoss() {
    LBFGS lbfgs = new LBFGS(List.of(new Parameter(Tensor.ones(1))));
    IllegalStateException e = assertThrows(IllegalStateException.class, lbfgs::step);
    assertEquals(
        "LBFGS: a step computes the loss several times; call step(closure) with a closure that"
            + " clears the gradients, computes the loss, calls backward and returns it",
        e.getMessage());
  }

  @Test
  void severalParametersMakeOneVector() {
    Parameter a = new Parameter(Tensor.of(new double[] {3}));
    Parameter b = new Parameter(Tensor.of(new double[][] {{1, -2}}));
    Parameter idle = new Parameter(Tensor.of(new double[] {7}));
    LBFGS lbfgs = new LBFGS(List.of(a, b, idle), 1, SEARCHING);
    lbfgs.step(
        () -> {
          lbfgs.zeroGrad();
          Tensor loss = a.tensor().square().sum().add(b.tensor().sub(1.0).square().sum().mul(3.0));
          loss.backward();
          return loss;
        });
    assertEquals(0, a.tensor().item(), 1e-6);
    assertArrayEquals(new double[] {1, 1}, b.tensor().toDoubleArray(), 1e-6);
    assertEquals(7, idle.tensor().item());
  }
}
