package dev.narae.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.narae.Backends;
import dev.narae.Tensor;
import dev.narae.io.Npz;
import dev.narae.nn.Parameter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Twelve steps of each optimizer beside PyTorch's, in double precision. */
class GoldenOptimizerTest {
  private static Map<String, Tensor> golden = Map.of();

  @BeforeAll
  static void load() throws Exception {
    Path file =
        Path.of(
            Objects.requireNonNull(GoldenOptimizerTest.class.getResource("optimizers.npz"))
                .toURI());
    golden = Npz.read(file, Backends.defaultDevice());
  }

  static Stream<Arguments> optimizers() {
    SGD.Options momentum = SGD.Options.DEFAULT.momentum(0.9);
    Adam.Options amsgrad = Adam.Options.DEFAULT.betas(0.8, 0.95).weightDecay(0.1).withAmsgrad();
    return Stream.of(
        optimizer("0281", w -> new SGD(w, 0.02)),
        optimizer("0282", w -> new SGD(w, 0.01, momentum.weightDecay(0.1).withNesterov())),
        optimizer("0283", w -> new SGD(w, 0.01, momentum.dampening(0.3))),
        optimizer("0284", w -> new Adam(w, 0.05)),
        optimizer("0285", w -> new Adam(w, 0.05, amsgrad)));
  }

  private static Arguments optimizer(String id, Function<List<Parameter>, Optimizer> make) {
    return Arguments.of(id, make);
  }

  @ParameterizedTest(name = "case {0}")
  @MethodSource("optimizers")
  void followsTheSamePath(String id, Function<List<Parameter>, Optimizer> make) {
    Parameter w = new Parameter(array(id + ".start").copy());
    Problem problem = new Problem(array(id + ".A"), array(id + ".target"), w);
    Optimizer optimizer = make.apply(problem.parameters());
    Tensor path = array(id + ".path");
    for (int step = 0; step < path.dim(0); step++) {
      problem.step(optimizer);
      assertArrayEquals(path.get(step).toDoubleArray(), problem.weights(), 1e-9);
    }
  }

  private static Tensor array(String name) {
    return Objects.requireNonNull(golden.get(name), name);
  }
}
