package dev.narae.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.narae.Tensor;
import dev.narae.nn.Parameter;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Options of optimizers that no golden case has, beside numbers that PyTorch 2.13 returned. */
class OptimizerOptionsTest {

  /** Where each optimizer is after some steps along the gradients i · (0.3, -0.2). */
  static Stream<Arguments> optimizers() {
    RAdam.Options shortMemory = RAdam.Options.DEFAULT.betas(0.9, 0.9).weightDecay(0.2);
    return Stream.of(
        steps(
            3,
            w -> new SGD(w, 0.1, SGD.Options.DEFAULT.momentum(0.9).weightDecay(0.2).maximizing()),
            0.726688,
            -1.522456),
        steps(
            3,
            w -> new Adam(w, 0.1, Adam.Options.DEFAULT.weightDecay(0.2).eps(1e-3).maximizing()),
            0.787450374166,
            -1.476943868777),
        steps(
            3,
            w ->
                new AdamW(
                    w,
                    0.1,
                    AdamW.Options.DEFAULT
                        .betas(0.5, 0.6)
                        .weightDecay(0.2)
                        .withAmsgrad()
                        .maximizing()),
            0.762110751642,
            -1.70330274842),
        steps(
            3,
            w -> new RMSprop(w, 0.1, RMSprop.Options.DEFAULT.alpha(0.9).eps(1e-3).weightDecay(0.2)),
            -0.330933095793,
            -0.705419813811),
        steps(
            3,
            w -> new RMSprop(w, 0.1, RMSprop.Options.DEFAULT.withCentering().maximizing()),
            3.222431988058,
            -4.222431714883),
        steps(
            3,
            w -> new RMSprop(w, 0.1, RMSprop.Options.DEFAULT.momentum(0.9)),
            -4.71461689303,
            3.714616278575),
        steps(
            3,
            w ->
                new Adagrad(
                    w,
                    0.1,
                    Adagrad.Options.DEFAULT
                        .rateDecay(0.5)
                        .weightDecay(0.2)
                        .initialSum(0.3)
                        .maximizing()),
            0.613178432049,
            -1.517709356057),
        steps(
            3,
            w -> new Adadelta(w, 2, Adadelta.Options.DEFAULT.rho(0.8).eps(1e-3).weightDecay(0.2)),
            -0.021081949753,
            -1.005167311993),
        steps(
            3,
            w ->
                new Adamax(
                    w, 0.1, Adamax.Options.DEFAULT.betas(0.5, 0.6).weightDecay(0.2).maximizing()),
            0.759391911452,
            -1.502437444086),
        steps(
            3,
            w -> new NAdam(w, 0.1, NAdam.Options.DEFAULT.weightDecay(0.2).momentumDecay(0.1)),
            0.208188168206,
            -1.219326240384),
        steps(
            3,
            w ->
                new NAdam(
                    w,
                    0.1,
                    NAdam.Options.DEFAULT.weightDecay(0.2).withDecoupledDecay().maximizing()),
            0.762606354032,
            -1.703798350604),
        steps(8, w -> new RAdam(w, 0.1, shortMemory), 0.051902991531, -1.054456849952),
        steps(
            8,
            w -> new RAdam(w, 0.1, RAdam.Options.DEFAULT.weightDecay(0.2).withDecoupledDecay()),
            0.129743817451,
            -1.075900745137));
  }

  private static Arguments steps(
      int count, Function<List<Parameter>, Optimizer> make, double... expected) {
    return Arguments.of(count, make, expected);
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void areThoseOfPyTorch(int steps, Function<List<Parameter>, Optimizer> make, double[] expected) {
    Parameter w = new Parameter(Tensor.of(new double[] {0.5, -1.5}));
    Optimizer optimizer = make.apply(List.of(w));
    Tensor direction = Tensor.of(new double[] {0.3, -0.2});
    for (int i = 1; i <= steps; i++) {
      optimizer.zeroGrad();
      w.tensor().mul(direction).sum().mul((double) i).backward();
      optimizer.step();
    }
    assertArrayEquals(expected, w.tensor().toDoubleArray(), 1e-8);
  }

  @Test
  void aMomentumCanBeChangedWithinItsRange() {
    List<Parameter> w = Problem.small().parameters();
    Momentum sgd = new SGD(w, 0.1);
    sgd.momentum(0.5);
    assertEquals(0.5, sgd.momentum());
    Momentum nadam = new NAdam(w);
    assertMessage("NAdam: the beta1 is 1.0; it must lie in [0, 1)", () -> nadam.momentum(1));
    assertEquals(0.9, nadam.momentum());
  }

  @Test
  void aMomentumThatCameLaterIsLoadedToo() {
    Problem straight = Problem.small();
    RMSprop first = new RMSprop(straight.parameters(), 0.01);
    straight.step(first);
    assertEquals(Set.of("0.square_avg"), first.stateDict().tensors().keySet());
    first.momentum(0.9);
    straight.step(first);
    Problem resumed = straight.copy();
    RMSprop second = new RMSprop(resumed.parameters(), 0.01);
    second.loadStateDict(first.stateDict());
    assertEquals(0.9, second.momentum());
    straight.step(first);
    resumed.step(second);
    assertArrayEquals(straight.weights(), resumed.weights());
  }

  @Test
  void impossibleNumbersAreRefused() {
    assertMessage(
        "AdamW: the weight decay is -1.0; it must be 0 or more and finite",
        () -> AdamW.Options.DEFAULT.weightDecay(-1));
    assertMessage(
        "RMSprop: the alpha is 1.5; it must lie in [0, 1]",
        () -> RMSprop.Options.DEFAULT.alpha(1.5));
    assertMessage(
        "Adagrad: the first sum is NaN; it must be 0 or more and finite",
        () -> Adagrad.Options.DEFAULT.initialSum(Double.NaN));
    assertMessage(
        "Adadelta: the rho is -0.1; it must lie in [0, 1]",
        () -> Adadelta.Options.DEFAULT.rho(-0.1));
    assertMessage(
        "Adamax: the eps is -1.0E-8; it must be 0 or more and finite",
        () -> Adamax.Options.DEFAULT.eps(-1e-8));
    assertMessage(
        "NAdam: the momentum decay is -1.0; it must be 0 or more and finite",
        () -> NAdam.Options.DEFAULT.momentumDecay(-1));
    assertMessage(
        "RAdam: the beta1 is 1.0; it must lie in [0, 1)",
        () -> RAdam.Options.DEFAULT.betas(1, 0.9));
  }

  private static void assertMessage(String message, Executable action) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, action).getMessage());
  }
}
