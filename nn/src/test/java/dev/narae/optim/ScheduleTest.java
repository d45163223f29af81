package dev.narae.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Schedules beside numbers that PyTorch 2.13 returned, and how schedulers are saved. */
class ScheduleTest {
  private static final OneCycleOptions CYCLE = OneCycleOptions.DEFAULT;

  /** The rates from step 0 on, from a base of 0.1. */
  static Stream<Arguments> rates() {
    return Stream.of(
        rates(new CosineAnnealingLR(3, 0.01), 0.1, 0.0775, 0.0325, 0.01, 0.0325, 0.0775, 0.1),
        rates(
            new CosineAnnealingWarmRestarts(2, 2, 0.01),
            0.1,
            0.055,
            0.1,
            0.086819805153,
            0.055,
            0.023180194847,
            0.1,
            0.096574578963),
        rates(new CosineAnnealingWarmRestarts(3), 0.1, 0.075, 0.025, 0.1, 0.075, 0.025, 0.1),
        rates(new PolynomialLR(5, 2), 0.1, 0.064, 0.036, 0.016, 0.004, 0, 0),
        rates(new ConstantLR(0.5, 3), 0.05, 0.05, 0.05, 0.1, 0.1),
        rates(new LinearLR(1, 0.2, 4), 0.1, 0.08, 0.06, 0.04, 0.02, 0.02),
        rates(new LambdaLR(step -> 1.0 / (1 + step)), 0.1, 0.05, 0.033333333333, 0.025),
        rates(new StepLR(2), 0.1, 0.1, 0.01, 0.01, 0.001),
        rates(new MultiStepLR(List.of(1L, 3L, 3L), 0.1), 0.1, 0.01, 0.01, 0.0001),
        rates(
            new ChainedScheduler(new ConstantLR(0.5, 3), new ExponentialLR(0.9)),
            0.05,
            0.045,
            0.0405,
            0.0729,
            0.06561),
        rates(
            new SequentialLR(
                List.of(new LinearLR(0.25, 3), new CosineAnnealingLR(4, 0.01)), List.of(3L)),
            0.025,
            0.05,
            0.075,
            0.1,
            0.086819805153,
            0.055,
            0.023180194847,
            0.01));
  }

  private static Arguments rates(Schedule schedule, double... expected) {
    return Arguments.of(schedule, expected);
  }

  @ParameterizedTest
  @MethodSource("rates")
  void ratesAreThoseOfPyTorch(Schedule schedule, double[] expected) {
    LRScheduler scheduler = new LRScheduler(new SGD(Problem.small().parameters(), 0.1), schedule);
    for (int step = 0; step < expected.length; step++) {
      assertEquals(expected[step], scheduler.learningRate(), 1e-11, "step " + step);
      scheduler.step();
    }
  }

  /** Rates and momenta of cycles of ten steps up to 0.5. */
  static Stream<Arguments> cycles() {
    return Stream.of(
        Arguments.of(
            CYCLE,
            new double[] {
              0.02,
              0.26,
              0.5,
              0.475242316007,
              0.405872826975,
              0.305631010968,
              0.194370989032,
              0.094129173025,
              0.024759683993,
              2e-06
            },
            new double[] {
              0.95,
              0.9,
              0.85,
              0.854951556605,
              0.868825509907,
              0.888873953302,
              0.911126046698,
              0.931174490093,
              0.945048443395,
              0.95
            }),
        Arguments.of(
            CYCLE.alongLines(),
            new double[] {
              0.02,
              0.26,
              0.5,
              0.428571714286,
              0.357143428571,
              0.285715142857,
              0.214286857143,
              0.142858571429,
              0.071430285714,
              2e-06
            },
            new double[] {
              0.95,
              0.9,
              0.85,
              0.864285714286,
              0.878571428571,
              0.892857142857,
              0.907142857143,
              0.921428571429,
              0.935714285714,
              0.95
            }),
        Arguments.of(
            CYCLE.inThreePhases(),
            new double[] {
              0.02,
              0.26,
              0.5,
              0.26,
              0.02,
              0.018090360927,
              0.013090860927,
              0.006911139073,
              0.001911639073,
              2e-06
            },
            new double[] {0.95, 0.9, 0.85, 0.9, 0.95, 0.95, 0.95, 0.95, 0.95, 0.95}),
        Arguments.of(
            CYCLE.rise(0.5).divisors(10, 100).momentum(0.7, 0.8),
            new double[] {
              0.05,
              0.115900974233,
              0.275,
              0.434099025767,
              0.5,
              0.452301994345,
              0.327426994345,
              0.173073005655,
              0.048198005655,
              0.0005
            },
            new double[] {
              0.8,
              0.785355339059,
              0.75,
              0.714644660941,
              0.7,
              0.709549150281,
              0.734549150281,
              0.765450849719,
              0.790450849719,
              0.8
            }));
  }

  @ParameterizedTest
  @MethodSource("cycles")
  void aCycleMovesRateAndMomentum(OneCycleOptions options, double[] rates, double[] momenta) {
    SGD sgd = new SGD(Problem.small().parameters(), 0.1);
    LRScheduler scheduler = new LRScheduler(sgd, new OneCycleLR(0.5, 10, options));
    for (int step = 0; step < 10; step++) {
      assertEquals(rates[step], sgd.learningRate(), 1e-11, "rate of step " + step);
      assertEquals(momenta[step], sgd.momentum(), 1e-11, "momentum of step " + step);
      scheduler.step();
    }
    assertEquals(rates[9], sgd.learningRate(), 1e-11);
  }

  @Test
  void aWarmupClimbsEvenlyToWhatFollows() {
    Schedule schedule = new StepLR(2, 0.5).afterWarmup(3);
    double[] rates = {1, 2, 3, 4, 4, 2, 2, 1};
    for (int step = 0; step < rates.length; step++) {
      assertEquals(rates[step], schedule.learningRate(step, 4), 1e-12, "step " + step);
    }
    assertThrows(IllegalArgumentException.class, () -> schedule.afterWarmup(0));
  }

  @Test
  void aCycleHoldsForEachSchedulesShare() {
    Schedule second =
        new SequentialLR(List.of(new ConstantLR(0.5, 2), new OneCycleLR(0.5, 10)), List.of(2L));
    Adam adam = new Adam(Problem.small().parameters(), 0.1);
    LRScheduler scheduler = new LRScheduler(adam, second);
    assertEquals(0.9, adam.momentum());
    scheduler.step();
    scheduler.step();
    assertEquals(0.95, adam.momentum());
    assertEquals(0.02, adam.learningRate(), 1e-12);
    assertTrue(new ChainedScheduler(second, new StepLR(1)).momentum(2).isPresent());
  }

  @Test
  void aCycleNeedsAMomentumToChange() {
    Adagrad adagrad = new Adagrad(Problem.small().parameters());
    assertThrows(
        IllegalArgumentException.class, () -> new LRScheduler(adagrad, new OneCycleLR(0.5, 10)));
    new LRScheduler(adagrad, new OneCycleLR(0.5, 10, CYCLE.withoutMomentum()));
    Schedule later =
        new SequentialLR(List.of(new LinearLR(0.5, 4), new OneCycleLR(0.5, 10)), List.of(4L));
    for (Schedule schedule : List.of(later, new ChainedScheduler(later))) {
      assertThrows(IllegalArgumentException.class, () -> new LRScheduler(adagrad, schedule));
    }
    assertEquals(0.02, adagrad.learningRate(), 1e-12);
  }

  static Stream<Arguments> measures() {
    ReduceLROnPlateau.Options usual = ReduceLROnPlateau.Options.DEFAULT;
    return Stream.of(
        Arguments.of(
            usual.patience(1).factor(0.5).cooldown(2),
            new double[] {1, 1, 1, 1, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9},
            new double[] {1, 1, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.25, 0.125}),
        Arguments.of(
            usual.forRising().patience(0).absoluteThreshold(0.1).least(0.005),
            new double[] {1, 2, 2.05, 2.3, 2.3, 2.3, Double.NaN, 2.3},
            new double[] {1, 1, 0.1, 0.1, 0.01, 0.005, 0.005, 0.005}));
  }

  @ParameterizedTest
  @MethodSource("measures")
  void aPlateauLowersTheRate(ReduceLROnPlateau.Options options, double[] measures, double[] rates) {
    SGD sgd = new SGD(Problem.small().parameters(), 1);
    ReduceLROnPlateau scheduler = new ReduceLROnPlateau(sgd, options);
    double[] actual = new double[rates.length];
    for (int i = 0; i < actual.length; i++) {
      ReduceLROnPlateau resumed = new ReduceLROnPlateau(sgd, options);
      resumed.loadStateDict(scheduler.stateDict());
      scheduler = resumed;
      scheduler.step(measures[i]);
      actual[i] = scheduler.learningRate();
    }
    assertArrayEquals(rates, actual, 1e-12);
  }

  @Test
  void savedSchedulersGoOnBitForBit() {
    Problem straight = Problem.small();
    SGD first = new SGD(straight.parameters(), 0.1);
    LRScheduler scheduler = new LRScheduler(first, new OneCycleLR(0.05, 12));
    for (int i = 0; i < 5; i++) {
      straight.step(first);
      scheduler.step();
    }
    Problem resumed = straight.copy();
    SGD second = new SGD(resumed.parameters(), 0.7);
    second.loadStateDict(first.stateDict());
    assertEquals(first.momentum(), second.momentum());
    LRScheduler other = new LRScheduler(second, new OneCycleLR(0.05, 12));
    other.loadStateDict(scheduler.stateDict());
    assertEquals(5, other.steps());
    for (int i = 0; i < 5; i++) {
      assertEquals(first.learningRate(), second.learningRate());
      straight.step(first);
      scheduler.step();
      resumed.step(second);
      other.step();
    }
    assertArrayEquals(straight.weights(), resumed.weights());
  }

  @Test
  void stateOfAnotherSchedulerIsRefusedWhole() {
    SGD sgd = new SGD(Problem.small().parameters(), 0.1);
    LRScheduler scheduler = new LRScheduler(sgd, new StepLR(3));
    assertMessage(
        "LRScheduler: the saved state does not fit, nothing was loaded; load what stateDict"
            + " returned: 'best' is unexpected, 'step' is 1.5, 'base_lr' is missing",
        () -> scheduler.loadStateDict(Map.of("best", 1.0, "step", 1.5)));
    assertEquals(0, scheduler.steps());
    assertMessage(
        "ReduceLROnPlateau: the saved state does not fit, nothing was loaded; load what stateDict"
            + " returned: 'best' is NaN, 'bad_steps' is -1.0, 'cooldown' is missing",
        () ->
            new ReduceLROnPlateau(sgd)
                .loadStateDict(Map.of("best", Double.NaN, "bad_steps", -1.0)));
  }

  @Test
  void impossibleNumbersAreRefused() {
    assertMessage("StepLR: the size is 0; it must be at least 1", () -> new StepLR(0));
    assertMessage(
        "ExponentialLR: the gamma is 0.0; it must be above 0 and finite",
        () -> new ExponentialLR(0));
    assertMessage(
        "MultiStepLR: the milestones are [3, 2]; they must be 0 or more and ascend",
        () -> new MultiStepLR(List.of(3L, 2L), 0.1));
    assertMessage(
        "SequentialLR: 2 milestones for 1 schedules; give the step at which each but the first"
            + " begins",
        () -> new SequentialLR(List.of(new StepLR(1)), List.of(1L, 2L)));
    assertMessage(
        "ChainedScheduler: the number of schedules is 0; it must be at least 1",
        () -> new ChainedScheduler());
    assertMessage(
        "CosineAnnealingLR: the least rate is -1.0; it must be 0 or more and finite",
        () -> new CosineAnnealingLR(5, -1));
    assertMessage(
        "OneCycleLR: the part of rise is 2.0; it must lie in [0, 1]", () -> CYCLE.rise(2));
    assertMessage(
        "OneCycleLR: with three phases the part of rise is 0.7; it must be at most 0.5",
        () -> CYCLE.rise(0.7).inThreePhases());
    assertMessage(
        "ReduceLROnPlateau: the factor is 1.0; it must lie in [0, 1)",
        () -> ReduceLROnPlateau.Options.DEFAULT.factor(1));
    assertMessage(
        "PolynomialLR: the number of steps is 0; it must be at least 1",
        () -> new PolynomialLR(0, 1));
  }

  private static void assertMessage(String message, Executable action) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, action).getMessage());
  }
}
