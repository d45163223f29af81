package dev.narae.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.DType;
import dev.narae.Scope;
import dev.narae.Tensor;
import dev.narae.nn.Linear;
import dev.narae.nn.Parameter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What all optimizers have in common. */
class OptimizerTest {

  /** Optimizers that keep some state. */
  static Stream<Function<List<Parameter>, Optimizer>> stateful() {
    return Stream.concat(learning(), Stream.of(w -> new Lion(w, 0.01)));
  }

  /** Those whose steps become smaller towards the end. */
  static Stream<Function<List<Parameter>, Optimizer>> learning() {
    return Stream.of(
        w -> new SGD(w, 0.05),
        w -> new SGD(w, 0.05, SGD.Options.DEFAULT.momentum(0.9).weightDecay(0.01)),
        w -> new Adam(w, 0.1),
        w -> new Adam(w, 0.1, Adam.Options.DEFAULT.withAmsgrad()),
        w -> new AdamW(w, 0.1, AdamW.Options.DEFAULT.weightDecay(0.001)),
        w -> new Adamax(w, 0.1),
        w -> new NAdam(w, 0.05),
        w -> new RAdam(w, 0.1, RAdam.Options.DEFAULT.betas(0.9, 0.99)),
        w -> new RMSprop(w, 0.015),
        w -> new RMSprop(w, 0.006, RMSprop.Options.DEFAULT.momentum(0.5).withCentering()),
        w -> new Adagrad(w, 0.5),
        w -> new Adadelta(w, 0.3, Adadelta.Options.DEFAULT.eps(1e-2)));
  }

  @Test
  void plainDescentWithDecayFollowsItsFormula() {
    Problem problem = Problem.small();
    SGD sgd = new SGD(problem.parameters(), 0.1, SGD.Options.DEFAULT.weightDecay(0.5));
    double[] before = problem.weights();
    problem.step(sgd);
    double[] g = problem.gradient();
    for (int i = 0; i < before.length; i++) {
      double expected = before[i] - 0.1 * (g[i] + 0.5 * before[i]);
      assertEquals(expected, problem.weights()[i], 1e-12);
    }
  }

  /** Those whose steps do not hang on the size of parameters. */
  static Stream<Function<List<Parameter>, Optimizer>> withoutDecay() {
    return Stream.of(
        w -> new SGD(w, 0.05),
        w -> new SGD(w, 0.05, SGD.Options.DEFAULT.momentum(0.9)),
        w -> new Adam(w, 0.1),
        w -> new AdamW(w, 0.1, AdamW.Options.DEFAULT.weightDecay(0)),
        w -> new Adamax(w, 0.1),
        w -> new NAdam(w, 0.05),
        w -> new RAdam(w, 0.1),
        w -> new RMSprop(w, 0.015),
        w -> new Adagrad(w, 0.5),
        w -> new Adadelta(w, 0.3),
        w -> new Lion(w, 0.01));
  }

  @ParameterizedTest
  @MethodSource("withoutDecay")
  void infiniteParametersStay(Function<List<Parameter>, Optimizer> make) {
    double end = Double.POSITIVE_INFINITY;
    Parameter parameter = new Parameter(Tensor.of(new double[] {-end, 1, end}));
    Optimizer optimizer = make.apply(List.of(parameter));
    for (int step = 0; step < 3; step++) {
      optimizer.zeroGrad();
      parameter.tensor().mul(Tensor.of(new double[] {0, 1, 0.5})).sum().backward();
      optimizer.step();
    }
    double[] values = parameter.tensor().toDoubleArray();
    assertEquals(-end, values[0]);
    assertTrue(values[1] < 1);
    assertEquals(end, values[2]);
  }

  @ParameterizedTest
  @MethodSource("learning")
  void learns(Function<List<Parameter>, Optimizer> make) {
    Problem problem = Problem.small();
    Optimizer optimizer = make.apply(problem.parameters());
    for (int i = 0; i < 300; i++) {
      problem.step(optimizer);
    }
    assertArrayEquals(new double[] {1, 2}, problem.weights(), 0.02);
  }

  @ParameterizedTest
  @MethodSource("stateful")
  void loadingReportsEveryMissingNumber(Function<List<Parameter>, Optimizer> make) {
    Problem problem = Problem.small();
    Optimizer optimizer = make.apply(problem.parameters());
    problem.step(optimizer);
    OptimizerState whole = optimizer.stateDict();
    for (String name : whole.numbers().keySet()) {
      Map<String, Double> numbers = new HashMap<>(whole.numbers());
      numbers.remove(name);
      IllegalArgumentException e =
          assertThrows(
              IllegalArgumentException.class,
              () -> optimizer.loadStateDict(new OptimizerState(whole.tensors(), numbers)));
      assertTrue(String.valueOf(e.getMessage()).contains("'" + name + "' is missing"));
    }
    optimizer.loadStateDict(whole);
  }

  @ParameterizedTest
  @MethodSource("stateful")
  void savedStateGoesOnBitForBit(Function<List<Parameter>, Optimizer> make) {
    Problem straight = Problem.small();
    Optimizer first = make.apply(straight.parameters());
    run(straight, first, 5);
    Problem resumed = straight.copy();
    Optimizer second = make.apply(resumed.parameters());
    second.loadStateDict(first.stateDict());
    run(straight, first, 5);
    run(resumed, second, 5);
    assertArrayEquals(straight.weights(), resumed.weights());
  }

  private static void run(Problem problem, Optimizer optimizer, int steps) {
    for (int i = 0; i < steps; i++) {
      problem.step(optimizer);
    }
  }

  @Test
  void parametersWithoutGradientStay() {
    Problem problem = Problem.small();
    Parameter idle = new Parameter(Tensor.of(new double[] {7}));
    Adam adam = new Adam(List.of(idle, problem.w()), 0.1);
    problem.step(adam);
    assertEquals(7, idle.tensor().item());
    assertEquals(0, adam.stateDict().numbers().get("0.step"));
    assertFalse(adam.stateDict().tensors().containsKey("0.exp_avg"));
    assertTrue(adam.stateDict().tensors().containsKey("1.exp_avg"));
  }

  @Test
  void stateOutlivesTheScopeOfAStep() {
    Problem problem = Problem.small();
    Adam adam = new Adam(problem.parameters(), 0.1);
    try (Scope _ = Scope.open()) {
      problem.step(adam);
    }
    adam.stateDict().tensors().values().forEach(tensor -> assertFalse(tensor.isClosed()));
    problem.step(adam);
    assertEquals(2, adam.stateDict().numbers().get("0.step"));
  }

  @Test
  void stateFollowsAConvertedModel() {
    Linear linear = new Linear(2, 1);
    Adam adam = new Adam(linear.parameters(), 0.1);
    linear.call(Tensor.ones(1, 2)).sum().backward();
    adam.step();
    linear.to(DType.F64);
    linear.call(Tensor.ones(1, 2).to(DType.F64)).sum().backward();
    adam.step();
    adam.stateDict().tensors().values().forEach(t -> assertEquals(DType.F64, t.dtype()));
  }

  @Test
  void stateIsLoadedInThePrecisionOfAConvertedModel() {
    Linear linear = new Linear(1, 1, false);
    Adam adam = new Adam(linear.parameters(), 0.1);
    linear.to(DType.F64);
    Tensor third = Tensor.of(new double[] {1.0 / 3}, 1, 1);
    adam.loadStateDict(
        new OptimizerState(
            Map.of("0.exp_avg", third, "0.exp_avg_sq", third),
            Map.of("lr", 0.1, "momentum", 0.8, "0.step", 1.0)));
    adam.stateDict().tensors().values().forEach(t -> assertEquals(1.0 / 3, t.item()));
    assertEquals(0.8, adam.momentum());
  }

  @Test
  void learningRateCanBeChanged() {
    Problem problem = Problem.small();
    SGD sgd = new SGD(problem.parameters(), 0.1);
    sgd.learningRate(0);
    double[] before = problem.weights();
    problem.step(sgd);
    assertArrayEquals(before, problem.weights());
    assertEquals(0, sgd.learningRate());
  }

  @Test
  void impossibleNumbersAreRefused() {
    List<Parameter> w = Problem.small().parameters();
    assertMessage(
        "SGD: the learning rate is -1.0; it must be 0 or more and finite", () -> new SGD(w, -1));
    assertMessage(
        "Adam: the learning rate is NaN; it must be 0 or more and finite",
        () -> new Adam(w).learningRate(Double.NaN));
    assertMessage(
        "SGD: the momentum is -0.5; it must be 0 or more and finite",
        () -> SGD.Options.DEFAULT.momentum(-0.5));
    assertMessage(
        "SGD: Nesterov needs a momentum above 0 and no dampening, not momentum 0.0 and dampening"
            + " 0.0",
        SGD.Options.DEFAULT::withNesterov);
    assertMessage(
        "Adam: the beta2 is 1.0; it must lie in [0, 1)", () -> Adam.Options.DEFAULT.betas(0.9, 1));
  }

  @Test
  void parametersMustBeDistinct() {
    Parameter w = Problem.small().w();
    assertMessage(
        "SGD: there are no parameters; give those of a module with layers",
        () -> new SGD(List.of(), 0.1));
    assertMessage(
        "SGD: parameter 1 of shape [2] is there twice; give each once, as Module.parameters() does",
        () -> new SGD(List.of(w, w), 0.1));
  }

  @Test
  void stateOfOtherParametersIsRefusedWhole() {
    Problem problem = Problem.small();
    Adam adam = new Adam(problem.parameters(), 0.1);
    problem.step(adam);
    Map<String, Tensor> tensors = new HashMap<>(adam.stateDict().tensors());
    tensors.put("0.exp_avg", Tensor.zeros(3));
    tensors.remove("0.exp_avg_sq");
    tensors.put("1.exp_avg", Tensor.zeros(3));
    Map<String, Double> numbers = Map.of("lr", 0.5, "momentum", 2.0, "0.step", 1.5);
    assertMessage(
        """
        Adam: the saved state does not fit, nothing was loaded; make the optimizer as it was when \
        saved, over the same parameters
          the number 'momentum': Adam: the beta1 is 2.0; it must lie in [0, 1)
          the number '0.step' is 1.5
          '0.exp_avg' has shape [3], but parameter 0 has [2]
          the tensor '0.exp_avg_sq' is missing
          '1.exp_avg' is unexpected\
        """,
        () -> adam.loadStateDict(new OptimizerState(tensors, numbers)));
    assertEquals(0.1, adam.learningRate());
    assertEquals(0.9, adam.momentum());
  }

  private static void assertMessage(String message, Executable action) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, action).getMessage());
  }
}
