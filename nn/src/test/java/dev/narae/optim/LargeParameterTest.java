package dev.narae.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.narae.Generator;
import dev.narae.Scope;
import dev.narae.Tensor;
import dev.narae.nn.Parameter;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Large parameters, whose updates are taken through the cache together, change as small ones do.
 */
class LargeParameterTest {
  private static final int SIZE = 150_001;
  private static final int PARTS = 5;
  private static final int STEPS = 4;

  static Stream<Function<Collection<Parameter>, Optimizer>> optimizers() {
    Adam.Options decaying = Adam.Options.DEFAULT.weightDecay(0.1).withAmsgrad();
    return Stream.of(
        parameters -> new Adam(parameters, 0.01),
        parameters -> new Adam(parameters, 0.01, decaying),
        parameters -> new AdamW(parameters, 0.01),
        parameters -> new SGD(parameters, 0.1, SGD.Options.DEFAULT.momentum(0.9)),
        parameters -> new RMSprop(parameters, 0.01));
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void changesAsItsPartsDo(Function<Collection<Parameter>, Optimizer> maker) {
    Generator.manualSeed(2);
    float[] start = Tensor.randn(SIZE).toFloatArray();
    float[] factors = Tensor.randn(SIZE).toFloatArray();
    Parameter whole = new Parameter(Tensor.of(start));
    Parameter small = new Parameter(Tensor.of(new float[] {1, 2}));
    train(maker.apply(List.of(whole, small)), List.of(whole), List.of(factors));
    List<Parameter> parts = parts(start).stream().map(Tensor::of).map(Parameter::new).toList();
    train(maker.apply(parts), parts, parts(factors));
    float[] changed = whole.tensor().toFloatArray();
    List<float[]> expected = parts(changed);
    for (int i = 0; i < PARTS; i++) {
      assertArrayEquals(expected.get(i), parts.get(i).tensor().toFloatArray());
    }
  }

  private static List<float[]> parts(float[] values) {
    return Stream.iterate(0, part -> part + 1)
        .limit(PARTS)
        .map(part -> Arrays.copyOfRange(values, SIZE * part / PARTS, SIZE * (part + 1) / PARTS))
        .toList();
  }

  private static void train(
      Optimizer optimizer, List<Parameter> parameters, List<float[]> factors) {
    for (int step = 0; step < STEPS; step++) {
      try (Scope _ = Scope.open("a step")) {
        optimizer.zeroGrad();
        for (int i = 0; i < parameters.size(); i++) {
          Tensor parameter = parameters.get(i).tensor();
          parameter.square().mul(Tensor.of(factors.get(i))).sum().backward();
        }
        optimizer.step();
      }
    }
  }
}
