package dev.narae.nn;

import dev.narae.DType;
import dev.narae.Generator;
import dev.narae.GradCheck;
import dev.narae.Shape;
import dev.narae.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The gradients of modules of several tensors, by finite differences, to the second order. */
class SequenceGradientTest {

  static Stream<Arguments> modules() {
    Generator.manualSeed(7);
    RnnOptions both = RnnOptions.DEFAULT.layers(2).withBothDirections().withoutBias();
    RNNCell rnnCell = new RNNCell(2, 2, true, Nonlinearity.TANH);
    LSTMCell lstmCell = new LSTMCell(2, 2);
    GRUCell gruCell = new GRUCell(2, 2, false);
    RNN rnn = new RNN(2, 1, both);
    LSTM lstm = new LSTM(2, 2);
    GRU gru = new GRU(2, 2, RnnOptions.DEFAULT.withBatchFirst());
    MultiheadAttention attention = new MultiheadAttention(2, 2);
    Bilinear bilinear = new Bilinear(2, 3, 2, false);
    TransformerOptions options = TransformerOptions.DEFAULT.feedforward(2).dropout(0);
    TransformerEncoderLayer layer =
        new TransformerEncoderLayer(2, 1, options.activation(Tensor::tanh).eps(0.1));
    return Stream.of(
        arguments(rnnCell, x -> rnnCell.call(x.get(0), x.get(1)), Shape.of(2, 2), Shape.of(2, 2)),
        arguments(
            lstmCell,
            x -> {
              LstmState state = lstmCell.call(x.get(0), new LstmState(x.get(1), x.get(2)));
              return state.hidden().add(state.cell().square());
            },
            Shape.of(2),
            Shape.of(2),
            Shape.of(2)),
        arguments(gruCell, x -> gruCell.call(x.get(0), x.get(1)), Shape.of(2, 2), Shape.of(2, 2)),
        arguments(rnn, x -> rnn.call(x.get(0), x.get(1)).output(), Shape.of(3, 2), Shape.of(4, 1)),
        arguments(lstm, x -> lstm.call(x.get(0)).state().cell(), Shape.of(3, 1, 2)),
        arguments(gru, x -> gru.call(x.get(0)).output(), Shape.of(1, 3, 2)),
        arguments(
            attention,
            x -> attention.call(x.get(0), x.get(1), x.get(1)),
            Shape.of(2, 2),
            Shape.of(3, 2)),
        arguments(layer, x -> layer.call(x.get(0)), Shape.of(2, 1, 2)),
        arguments(
            bilinear, x -> bilinear.call(x.get(0), x.get(1)), Shape.of(2, 2), Shape.of(2, 3)));
  }

  private static Arguments arguments(
      Module module, Function<List<Tensor>, Tensor> call, Shape... shapes) {
    return Arguments.of(module, call, List.of(shapes));
  }

  private static Tensor[] inputs(Module module, List<Shape> shapes) {
    module.to(DType.F64);
    List<Tensor> inputs = new ArrayList<>();
    for (Shape shape : shapes) {
      inputs.add(Tensor.normal(shape, 0, 1, DType.F64).requiresGrad(true));
    }
    module.parameters().forEach(parameter -> inputs.add(parameter.tensor()));
    return inputs.toArray(Tensor[]::new);
  }

  @ParameterizedTest
  @MethodSource("modules")
  void agreesWithDifferences(
      Module module, Function<List<Tensor>, Tensor> call, List<Shape> shapes) {
    GradCheck.check(call::apply, inputs(module, shapes));
  }

  @ParameterizedTest
  @MethodSource("modules")
  void agreesWithDifferencesInTheSecondOrder(
      Module module, Function<List<Tensor>, Tensor> call, List<Shape> shapes) {
    GradCheck.checkSecondOrder(call::apply, inputs(module, shapes));
  }
}
