package dev.narae.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.narae.DType;
import dev.narae.Tensor;
import dev.narae.nn.Parameter;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Optimizers that follow the sign of the momentum, or make it orthogonal. */
class LionAndMuonTest {

  @Test
  void lionFollowsItsFormula() {
    Parameter w = new Parameter(Tensor.of(new double[] {1, -2, 3}));
    Lion lion = new Lion(List.of(w), 0.1, Lion.Options.DEFAULT.betas(0.8, 0.6).weightDecay(0.5));
    double[] place = {1, -2, 3};
    double[] momentum = new double[3];
    double[][] gradients = {{2, -1, 0}, {-0.4, 3, 1}};
    for (double[] gradient : gradients) {
      step(lion, w, Tensor.of(gradient));
      for (int i = 0; i < place.length; i++) {
        double sign = Math.signum(0.8 * momentum[i] + 0.2 * gradient[i]);
        place[i] = (1 - 0.1 * 0.5) * place[i] - 0.1 * sign;
        momentum[i] = 0.6 * momentum[i] + 0.4 * gradient[i];
      }
      assertArrayEquals(place, w.tensor().toDoubleArray(), 1e-12);
    }
  }

  @Test
  void lionCanClimb() {
    Parameter w = new Parameter(Tensor.of(new double[] {0}));
    step(
        new Lion(List.of(w), 0.1, Lion.Options.DEFAULT.maximizing()),
        w,
        Tensor.ones(1).to(DType.F64));
    assertEquals(0.1, w.tensor().item(), 1e-15);
  }

  /** Numbers of PyTorch 2.13 with its iteration in double precision in place of BF16. */
  static Stream<Arguments> muons() {
    Muon.Options other =
        Muon.Options.DEFAULT
            .momentum(0.8)
            .withoutNesterov()
            .weightDecay(0.3)
            .iterations(3)
            .scale(Muon.Scale.MATCH_ADAM);
    return Stream.of(
        Arguments.of(
            Muon.Options.DEFAULT,
            new double[] {
              0.28385008068643386, -1.2480675926735563, 0.855794120724549,
              -0.015611372974862434, 0.5907745176770095, -0.7440161587865831
            }),
        Arguments.of(
            other,
            new double[] {
              0.4037090558930467, -1.3104400417410456, 0.8781208945187652,
              0.1201310158241901, 0.35376574280644935, -0.6534164878721513
            }));
  }

  @ParameterizedTest
  @MethodSource("muons")
  void muonTakesTheWayOfPyTorch(Muon.Options options, double[] expected) {
    Parameter w = new Parameter(Tensor.of(new double[][] {{0.5, -1.5}, {1, 0.2}, {0.3, -0.7}}));
    Tensor direction = Tensor.of(new double[][] {{0.3, -0.2}, {0.1, 0.4}, {-0.6, 0.2}});
    Muon muon = new Muon(List.of(w), 0.1, options);
    for (int i = 1; i <= 3; i++) {
      muon.zeroGrad();
      Tensor linear = w.tensor().mul(direction).sum().mul((double) i);
      linear.add(w.tensor().square().sum().mul(0.1)).backward();
      muon.step();
    }
    assertArrayEquals(expected, w.tensor().toDoubleArray(), 1e-9);
  }

  /** The iteration brings singular values to between about 0.65 and 1.25, whatever they were. */
  @Test
  void theStepOfMuonIsNearlyOrthogonal() {
    Tensor x = Tensor.of(new double[][] {{3, 1, 0.2}, {0.5, -2, 1}});
    Tensor square =
        Muon.orthogonal(x, Muon.Options.DEFAULT)
            .matmul(Muon.orthogonal(x, Muon.Options.DEFAULT).t());
    double[] values = square.toDoubleArray();
    assertEquals(1, values[0], 0.6);
    assertEquals(0, values[1], 0.3);
    assertEquals(1, values[3], 0.6);
  }

  @Test
  void muonTakesMatricesOnly() {
    Parameter bias = new Parameter(Tensor.ones(3));
    Parameter matrix = new Parameter(Tensor.ones(3, 2));
    String message =
        "Muon: a parameter has shape [3]; give matrices, and the rest to another optimizer";
    assertEquals(
        message,
        assertThrows(IllegalArgumentException.class, () -> new Muon(List.of(bias))).getMessage());
    Muon muon = new Muon(List.of(matrix));
    assertEquals(
        message,
        assertThrows(
                IllegalArgumentException.class,
                () -> muon.addGroup(List.of(bias), 0.1, Muon.Options.DEFAULT))
            .getMessage());
    assertEquals(1, muon.groups().size());
  }

  @Test
  void impossibleNumbersAreRefused() {
    assertEquals(
        "Lion: the beta1 is 1.0; it must lie in [0, 1)",
        assertThrows(IllegalArgumentException.class, () -> Lion.Options.DEFAULT.betas(1, 0.5))
            .getMessage());
    assertEquals(
        "Muon: the momentum is -0.1; it must lie in [0, 1)",
        assertThrows(IllegalArgumentException.class, () -> Muon.Options.DEFAULT.momentum(-0.1))
            .getMessage());
  }

  private static void step(Optimizer optimizer, Parameter w, Tensor gradient) {
    optimizer.zeroGrad();
    w.tensor().mul(gradient).sum().backward();
    optimizer.step();
  }
}
