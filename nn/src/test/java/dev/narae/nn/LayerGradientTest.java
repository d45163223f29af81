package dev.narae.nn;

import dev.narae.ConvOptions;
import dev.narae.DType;
import dev.narae.Generator;
import dev.narae.GradCheck;
import dev.narae.Shape;
import dev.narae.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The gradients of every layer, for its input and all its parameters, by finite differences. */
class LayerGradientTest {

  static Stream<Arguments> layers() {
    Generator.manualSeed(5);
    ConvOptions strided = ConvOptions.DEFAULT.stride(2, 1).padding(1, 2).dilation(1, 2).groups(2);
    return Stream.of(
        Arguments.of(new Linear(4, 3), Shape.of(2, 5, 4)),
        Arguments.of(new Linear(4, 3, false), Shape.of(4)),
        Arguments.of(new Conv2d(2, 3, 3), Shape.of(2, 2, 5, 4)),
        Arguments.of(new Conv2d(4, 2, 3, 2, strided, true), Shape.of(2, 4, 6, 5)),
        Arguments.of(new Conv2d(1, 2, 2, 3, ConvOptions.DEFAULT, false), Shape.of(1, 1, 4, 4)),
        Arguments.of(new MaxPool2d(2), Shape.of(2, 3, 4, 6)),
        Arguments.of(new MaxPool2d(3, 2, 1), Shape.of(1, 2, 5, 7)),
        Arguments.of(new ReLU(), Shape.of(3, 4)),
        Arguments.of(new Tanh(), Shape.of(3, 4)),
        Arguments.of(new Sigmoid(), Shape.of(3, 4)),
        Arguments.of(new LogSoftmax(1), Shape.of(3, 4)),
        Arguments.of(new LogSoftmax(0), Shape.of(3, 4)),
        Arguments.of(new PReLU(3), Shape.of(2, 3, 2)),
        Arguments.of(new LayerNorm(3, 2), Shape.of(2, 3, 2)),
        Arguments.of(new Flatten(), Shape.of(2, 3, 2)),
        Arguments.of(
            new Sequential(new Linear(3, 4), new Tanh(), new Linear(4, 2)), Shape.of(5, 3)));
  }

  @ParameterizedTest
  @MethodSource("layers")
  void agreesWithDifferences(Layer layer, Shape shape) {
    layer.to(DType.F64);
    List<Tensor> inputs = new ArrayList<>();
    inputs.add(Tensor.normal(shape, 0, 1, DType.F64).requiresGrad(true));
    layer.parameters().forEach(parameter -> inputs.add(parameter.tensor()));
    GradCheck.check(all -> layer.call(all.getFirst()), inputs.toArray(Tensor[]::new));
  }
}
