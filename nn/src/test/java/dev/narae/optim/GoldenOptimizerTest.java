package dev.narae.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.narae.DType;
import dev.narae.Tensor;
import dev.narae.conformance.GoldenData;
import dev.narae.nn.Parameter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Twelve steps of each optimizer and schedule beside PyTorch's. */
class GoldenOptimizerTest {
  private static final double DOUBLE_TOLERANCE = 1e-9;
  private static final double SINGLE_TOLERANCE = 1e-4;

  private static Map<String, Tensor> golden = Map.of();

  @BeforeAll
  static void load() {
    golden = GoldenData.arrays("data.npz");
  }

  static Stream<Arguments> optimizers() {
    SGD.Options momentum = SGD.Options.DEFAULT.momentum(0.9);
    Adam.Options amsgrad = Adam.Options.DEFAULT.betas(0.8, 0.95).weightDecay(0.1).withAmsgrad();
    AdamW.Options decay = AdamW.Options.DEFAULT.weightDecay(0.2);
    RMSprop.Options centered = RMSprop.Options.DEFAULT.momentum(0.5).withCentering();
    return Stream.of(
        optimizer("0281", w -> new SGD(w, 0.02)),
        optimizer("0282", w -> new SGD(w, 0.01, momentum.weightDecay(0.1).withNesterov())),
        optimizer("0283", w -> new SGD(w, 0.01, momentum.dampening(0.3))),
        optimizer("0284", w -> new Adam(w, 0.05)),
        optimizer("0285", w -> new Adam(w, 0.05, amsgrad)),
        optimizer("0286", w -> new AdamW(w, 0.05, decay)),
        optimizer("0287", w -> new RMSprop(w, 0.01, centered)),
        optimizer("0288", w -> new Adagrad(w, 0.1)),
        optimizer("0289", w -> new Adadelta(w, 1)),
        optimizer("0290", w -> new Adamax(w, 0.05)),
        optimizer("0291", w -> new NAdam(w, 0.05)),
        optimizer("0292", w -> new RAdam(w, 0.05)),
        schedule("0293", new StepLR(4, 0.5)),
        schedule("0294", new CosineAnnealingLR(10, 0.001)),
        schedule("0295", new ExponentialLR(0.9)),
        schedule("0296", new OneCycleLR(0.03, 12, OneCycleOptions.DEFAULT.withoutMomentum())),
        schedule("0297", new MultiStepLR(List.of(3L, 7L), 0.1)),
        schedule("0298", new LinearLR(0.25, 5)));
  }

  private static Arguments optimizer(String id, Function<List<Parameter>, Optimizer> make) {
    return Arguments.of(id, make, new ConstantLR(1, 1));
  }

  private static Arguments schedule(String id, Schedule schedule) {
    Function<List<Parameter>, Optimizer> sgd = w -> new SGD(w, 0.02);
    return Arguments.of(id, sgd, schedule);
  }

  @ParameterizedTest(name = "case {0}")
  @MethodSource("optimizers")
  void followsTheSamePathInDoublePrecision(
      String id, Function<List<Parameter>, Optimizer> make, Schedule schedule) {
    follow(id, make, schedule, DType.F64, DOUBLE_TOLERANCE);
  }

  @ParameterizedTest(name = "case {0}")
  @MethodSource("optimizers")
  void followsTheSamePathInSinglePrecision(
      String id, Function<List<Parameter>, Optimizer> make, Schedule schedule) {
    follow(id, make, schedule, DType.F32, SINGLE_TOLERANCE);
  }

  private static void follow(
      String id,
      Function<List<Parameter>, Optimizer> make,
      Schedule schedule,
      DType dtype,
      double tolerance) {
    Tensor start = array(id, "start", dtype).copy();
    Problem problem =
        new Problem(array(id, "A", dtype), array(id, "target", dtype), new Parameter(start));
    Optimizer optimizer = make.apply(problem.parameters());
    LRScheduler scheduler = new LRScheduler(optimizer, schedule);
    double[] rates = array(id, "lr", DType.F64).toDoubleArray();
    Tensor path = array(id, "path", DType.F64);
    for (int step = 0; step < rates.length; step++) {
      assertEquals(rates[step], scheduler.learningRate(), 1e-12, "rate of step " + step);
      problem.step(optimizer);
      assertNear(path.get(step).toDoubleArray(), problem.weights(), tolerance);
      scheduler.step();
    }
  }

  private static void assertNear(double[] expected, double[] actual, double relative) {
    assertEquals(expected.length, actual.length);
    for (int i = 0; i < expected.length; i++) {
      double allowed = relative * Math.max(Math.abs(expected[i]), 1e-2);
      assertEquals(expected[i], actual[i], allowed, "element " + i);
    }
  }

  private static Tensor array(String id, String name, DType dtype) {
    Tensor saved = Objects.requireNonNull(golden.get(id + "." + name), name);
    return Tensor.of(saved.toDoubleArray(), saved.shape().dims()).to(dtype);
  }
}
