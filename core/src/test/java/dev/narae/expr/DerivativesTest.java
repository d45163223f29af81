package dev.narae.expr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every scalar operator's and every formula's derivative against finite differences, twice. */
final class DerivativesTest {
  private static final double STEP = 1e-5;
  private static final double TOLERANCE = 1e-6;
  private static final double[] SCALARS = {-0.55, 0.55, 0.35};

  private static final List<Class<?>> THEMES =
      List.of(
          Formulas.class,
          ActivationFormulas.class,
          AdjustmentFormulas.class,
          RealFormulas.class,
          BitFormulas.class);

  /** Away from every kink, in and beyond the domains of the functions that have one. */
  private static final double[][] POINTS = {
    {0.3, 0.4, 0.8}, {0.7, -0.6, 0.2}, {-0.3, 0.9, -0.7}, {-0.7, -0.15, 0.5}, {1.7, 2.3, -1.2}
  };

  @TestFactory
  Stream<DynamicTest> scalarOperators() {
    return Arrays.stream(ScalarOp.values())
        .map(op -> dynamicTest(op.name(), () -> checkTwice(formula(op))));
  }

  private static Formula formula(ScalarOp op) {
    Expr[] args = new Expr[op.arity()];
    for (int i = 0; i < args.length; i++) {
      args[i] = Expr.arg(i);
    }
    return Formula.of(op.name(), args.length, 0, Expr.apply(op, args));
  }

  @TestFactory
  Stream<DynamicTest> formulas() {
    return libraryFormulas().stream().map(f -> dynamicTest(f.toString(), () -> checkTwice(f)));
  }

  private static List<Formula> libraryFormulas() {
    List<Formula> formulas = new ArrayList<>();
    for (Class<?> theme : THEMES) {
      for (Field field : theme.getDeclaredFields()) {
        if (field.getType() == Formula.class) {
          formulas.add(formula(field));
        }
      }
    }
    assertTrue(formulas.size() > 100, "found " + formulas.size());
    return formulas;
  }

  private static Formula formula(Field field) {
    try {
      return (Formula) field.get(null);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  /** The formula's gradients, and the gradients of these. */
  private static void checkTwice(Formula formula) {
    int checked = 0;
    for (double[] point : POINTS) {
      checked += check(formula, Arrays.copyOf(point, formula.inputs()));
      for (int i = 0; i < formula.inputs(); i++) {
        Optional<Formula.Gradient> gradient = formula.gradient(i);
        if (gradient.isPresent()) {
          double[] sources = sources(formula, gradient.get(), point);
          if (!resultIsAtKink(gradient.get(), formula.inputs() + 1, sources)) {
            check(gradient.get().formula(), sources);
          }
        }
      }
    }
    assertTrue(checked > 0, "no point of the domain was checked");
  }

  /** Whether a gradient that reads the result jumps there, as that of relu at a result of 0. */
  private static boolean resultIsAtKink(Formula.Gradient gradient, int result, double[] point) {
    int i = gradient.sources().indexOf(result);
    if (i < 0) {
      return false;
    }
    double[] above = point.clone();
    double[] below = point.clone();
    above[i] += STEP;
    below[i] -= STEP;
    Formula formula = gradient.formula();
    double jump =
        TreeEvaluator.evaluate(formula, above, SCALARS)
            - TreeEvaluator.evaluate(formula, below, SCALARS);
    return Math.abs(jump) > 0.5;
  }

  private static int check(Formula formula, double[] point) {
    int checked = 0;
    for (int i = 0; i < formula.inputs(); i++) {
      double expected = difference(formula, point, i);
      if (!Double.isNaN(expected)) {
        assertEquals(
            expected,
            derivative(formula, i, point),
            TOLERANCE * (1 + Math.abs(expected)),
            "d/dx%d of %s at %s".formatted(i, formula, Arrays.toString(point)));
        checked++;
      }
    }
    return checked;
  }

  private static double difference(Formula formula, double[] point, int i) {
    double[] above = point.clone();
    double[] below = point.clone();
    above[i] += STEP;
    below[i] -= STEP;
    double up = TreeEvaluator.evaluate(formula, above, SCALARS);
    return (up - TreeEvaluator.evaluate(formula, below, SCALARS)) / (2 * STEP);
  }

  private static double derivative(Formula formula, int i, double... point) {
    Optional<Formula.Gradient> gradient = formula.gradient(i);
    return gradient.isEmpty()
        ? 0
        : TreeEvaluator.evaluate(
            gradient.get().formula(), sources(formula, gradient.get(), point), SCALARS);
  }

  /** What the gradient reads: inputs, the upstream gradient 1, or the output. */
  private static double[] sources(Formula formula, Formula.Gradient gradient, double[] point) {
    double output = TreeEvaluator.evaluate(formula, point, SCALARS);
    return gradient.sources().stream()
        .mapToDouble(s -> s < formula.inputs() ? point[s] : s == formula.inputs() ? 1 : output)
        .toArray();
  }

  @ParameterizedTest
  @CsvSource({
    "abs, 0, 0",
    "relu, 0, 0",
    "relu6, 0, 0",
    "relu6, 6, 0",
    "hardtanh, -1, 0",
    "hardtanh, 1, 0",
    "hardsigmoid, -3, 0",
    "hardsigmoid, 3, 0",
    "elu, 0, 1",
    "selu, 0, 1.7580993408473766",
    "softplus, 0, 0.5",
    "logsigmoid, 0, 0.5",
    "mish, 0, 0.6",
    "silu, 0, 0.5",
    "softsign, 0, 1",
    "leakyRelu, 0, -0.55",
    "clamp, -0.55, 1",
    "clamp, 0.55, 1",
    "clampMin, -0.55, 1",
    "clampMax, -0.55, 1",
    "sign, 0, 0",
    "round, 0.5, 0"
  })
  void kinksAreAsInPyTorch(String name, double x, double expected) {
    assertEquals(expected, derivative(byName(name), 0, x), 1e-12);
  }

  @ParameterizedTest
  @CsvSource({
    "maximum, 1, 1, 0.5, 0.5",
    "minimum, 1, 1, 0.5, 0.5",
    "pow, 0, 2, 0, 0",
    "pow, 0, 1, 1, 0",
    "pow, 0, 0, 0, 0",
    "pow, 2, 0, 0, 0.6931471805599453",
    "pow, -2, 2, -4, NaN"
  })
  void tiesAndEdgesAreAsInPyTorch(String name, double x, double y, double dx, double dy) {
    assertEquals(dx, derivative(byName(name), 0, x, y), 1e-12);
    assertEquals(dy, derivative(byName(name), 1, x, y), 1e-12);
  }

  private static Formula byName(String name) {
    return libraryFormulas().stream().filter(f -> f.name().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void comparisonsAndStepsHaveNoGradient() {
    for (String name : List.of("lt", "le", "eq", "logicalAnd", "floor", "round", "ceil", "sign")) {
      assertFalse(byName(name).gradient(0).isPresent(), name);
    }
  }

  @Test
  void aGradientReadsTheOutputInPlaceOfComputingItAgain() {
    assertEquals(List.of(1, 2), byName("exp").gradient(0).orElseThrow().sources());
    assertEquals(List.of(1, 2), byName("tanh").gradient(0).orElseThrow().sources());
    assertEquals(List.of(2), byName("add").gradient(0).orElseThrow().sources());
  }
}
