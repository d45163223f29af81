package dev.narae.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.narae.DType;
import dev.narae.Device;
import dev.narae.Tensor;
import dev.narae.conformance.GoldenData;
import dev.narae.conformance.OnDevice;
import dev.narae.nn.Parameter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;

/** Twelve steps of each optimizer and schedule beside PyTorch's. */
public final class GoldenOptimizerChecks {
  private static final double DOUBLE_TOLERANCE = 1e-9;
  private static final double SINGLE_TOLERANCE = 1e-4;

  private final OnDevice on;
  private final Map<String, Tensor> arrays = GoldenData.arrays("data.npz");

  /** The checks on a device. */
  public GoldenOptimizerChecks(Device device) {
    this.on = new OnDevice(device);
  }

  /**
   * A golden case.
   *
   * @param id its number
   * @param name of what is tested
   * @param make the optimizer of its parameters
   * @param schedule of its learning rate
   */
  private record Case(
      String id, String name, Function<List<Parameter>, Optimizer> make, Schedule schedule) {
    @Override
    public String toString() {
      return id + " " + name;
    }
  }

  /** One test for each case and dtype. */
  public Stream<DynamicNode> tests() {
    return Stream.of(DType.F64, DType.F32)
        .flatMap(
            dtype ->
                cases().stream()
                    .map(c -> on.test(c + " " + dtype, () -> followsTheSamePath(c, dtype))));
  }

  private static List<Case> cases() {
    SGD.Options momentum = SGD.Options.DEFAULT.momentum(0.9);
    Adam.Options amsgrad = Adam.Options.DEFAULT.betas(0.8, 0.95).weightDecay(0.1).withAmsgrad();
    AdamW.Options decay = AdamW.Options.DEFAULT.weightDecay(0.2);
    RMSprop.Options centered = RMSprop.Options.DEFAULT.momentum(0.5).withCentering();
    return List.of(
        optimizer("0281", "SGD", w -> new SGD(w, 0.02)),
        optimizer("0282", "SGD", w -> new SGD(w, 0.01, momentum.weightDecay(0.1).withNesterov())),
        optimizer("0283", "SGD", w -> new SGD(w, 0.01, momentum.dampening(0.3))),
        optimizer("0284", "Adam", w -> new Adam(w, 0.05)),
        optimizer("0285", "Adam", w -> new Adam(w, 0.05, amsgrad)),
        optimizer("0286", "AdamW", w -> new AdamW(w, 0.05, decay)),
        optimizer("0287", "RMSprop", w -> new RMSprop(w, 0.01, centered)),
        optimizer("0288", "Adagrad", w -> new Adagrad(w, 0.1)),
        optimizer("0289", "Adadelta", w -> new Adadelta(w, 1)),
        optimizer("0290", "Adamax", w -> new Adamax(w, 0.05)),
        optimizer("0291", "NAdam", w -> new NAdam(w, 0.05)),
        optimizer("0292", "RAdam", w -> new RAdam(w, 0.05)),
        schedule("0293", new StepLR(4, 0.5)),
        schedule("0294", new CosineAnnealingLR(10, 0.001)),
        schedule("0295", new ExponentialLR(0.9)),
        schedule("0296", new OneCycleLR(0.03, 12, OneCycleOptions.DEFAULT.withoutMomentum())),
        schedule("0297", new MultiStepLR(List.of(3L, 7L), 0.1)),
        schedule("0298", new LinearLR(0.25, 5)));
  }

  private static Case optimizer(String id, String name, Function<List<Parameter>, Optimizer> make) {
    return new Case(id, name, make, new ConstantLR(1, 1));
  }

  private static Case schedule(String id, Schedule schedule) {
    return new Case(id, schedule.getClass().getSimpleName(), w -> new SGD(w, 0.02), schedule);
  }

  private void followsTheSamePath(Case c, DType dtype) {
    double tolerance = dtype == DType.F64 ? DOUBLE_TOLERANCE : SINGLE_TOLERANCE;
    Tensor start = array(c.id, "start", dtype).copy();
    Problem problem =
        new Problem(array(c.id, "A", dtype), array(c.id, "target", dtype), new Parameter(start));
    Optimizer optimizer = c.make.apply(problem.parameters());
    LRScheduler scheduler = new LRScheduler(optimizer, c.schedule);
    double[] rates = array(c.id, "lr", DType.F64).toDoubleArray();
    Tensor path = array(c.id, "path", DType.F64);
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

  private Tensor array(String id, String name, DType dtype) {
    Tensor saved = Objects.requireNonNull(arrays.get(id + "." + name), name);
    return Tensor.of(saved.toDoubleArray(), saved.shape().dims()).to(dtype);
  }
}
