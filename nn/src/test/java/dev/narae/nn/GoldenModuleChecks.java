package dev.narae.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.narae.DType;
import dev.narae.Device;
import dev.narae.Grad;
import dev.narae.Tensor;
import dev.narae.conformance.GoldenData;
import dev.narae.conformance.OnDevice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;

/** Results and gradients of modules as PyTorch computed them with the same parameters. */
final class GoldenModuleChecks {
  private static final double REST = 1e-6;

  private final OnDevice on;
  private final Map<String, Tensor> arrays = GoldenData.arrays("data.npz");

  GoldenModuleChecks(Device device) {
    this.on = new OnDevice(device);
  }

  /**
   * A golden case.
   *
   * @param id its number
   * @param module with PyTorch's parameters in PyTorch's order
   * @param data how many of the inputs come before the parameters
   * @param call from these inputs to all results
   */
  record Case(String id, Module module, int data, Function<List<Tensor>, List<Tensor>> call) {
    @Override
    public String toString() {
      return id + " " + module.kind();
    }
  }

  Stream<DynamicNode> tests() {
    return Stream.of(DType.F64, DType.F32)
        .flatMap(
            dtype ->
                Device.with(on.device(), GoldenModuleChecks::modules).stream()
                    .map(c -> on.test(c + " " + dtype, () -> agrees(c, dtype))));
  }

  private static List<Case> modules() {
    return List.of(
        rnnCell(),
        lstmCell(),
        gruCell(),
        rnn(),
        lstm(),
        gru(),
        attention(),
        encoderLayer(),
        bilinear(),
        prelu());
  }

  private static Case rnnCell() {
    RNNCell cell = new RNNCell(5, 2);
    return new Case("0271", cell, 2, in -> List.of(cell.call(in.get(0), in.get(1))));
  }

  private static Case lstmCell() {
    LSTMCell cell = new LSTMCell(5, 2);
    return new Case("0272", cell, 1, in -> cell.call(in.get(0)).tensors());
  }

  private static Case gruCell() {
    GRUCell cell = new GRUCell(5, 2);
    return new Case("0273", cell, 2, in -> List.of(cell.call(in.get(0), in.get(1))));
  }

  private static Case rnn() {
    RNN rnn = new RNN(5, 2, RnnOptions.DEFAULT.layers(2).withBatchFirst());
    return new Case("0274", rnn, 1, in -> tensors(rnn.call(in.get(0))));
  }

  private static Case lstm() {
    RnnOptions both = RnnOptions.DEFAULT.layers(2).withBatchFirst().withBothDirections();
    LSTM lstm = new LSTM(5, 2, both);
    return new Case(
        "0275",
        lstm,
        1,
        in -> {
          LstmOutput result = lstm.call(in.get(0));
          return List.of(result.output(), result.state().hidden(), result.state().cell());
        });
  }

  private static Case gru() {
    GRU gru = new GRU(5, 2, RnnOptions.DEFAULT.withBatchFirst());
    return new Case("0276", gru, 1, in -> tensors(gru.call(in.get(0))));
  }

  private static List<Tensor> tensors(RnnOutput result) {
    return List.of(result.output(), result.hidden());
  }

  private static Case attention() {
    MultiheadAttention attention =
        new MultiheadAttention(8, 2, MultiheadAttentionOptions.DEFAULT.withBatchFirst());
    return new Case(
        "0277", attention, 3, in -> List.of(attention.call(in.get(0), in.get(1), in.get(2))));
  }

  private static Case encoderLayer() {
    TransformerOptions options =
        TransformerOptions.DEFAULT.feedforward(16).dropout(0).withBatchFirst();
    TransformerEncoderLayer layer = new TransformerEncoderLayer(8, 2, options);
    return new Case("0278", layer, 1, in -> List.of(layer.call(in.get(0))));
  }

  private static Case bilinear() {
    Bilinear bilinear = new Bilinear(3, 4, 2);
    return new Case("0279", bilinear, 2, in -> List.of(bilinear.call(in.get(0), in.get(1))));
  }

  private static Case prelu() {
    PReLU prelu = new PReLU(3);
    return new Case("0280", prelu, 1, in -> List.of(prelu.call(in.get(0))));
  }

  private void agrees(Case c, DType dtype) {
    c.module.to(dtype);
    List<Tensor> inputs = new ArrayList<>();
    for (int i = 0; i < c.data; i++) {
      inputs.add(array(c.id, "in" + i, dtype).requiresGrad(true));
    }
    load(c);
    List<Tensor> outputs = c.call.apply(List.copyOf(inputs));
    Near near = Near.of(dtype, REST);
    List<Tensor> upstream = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      near.check(array(c.id, "out" + i, DType.F64), outputs.get(i), "output " + i);
      upstream.add(array(c.id, "up" + i, dtype));
    }
    assertEquals(null, arrays.get(c.id + ".out" + outputs.size()));
    c.module.parameters().forEach(parameter -> inputs.add(parameter.tensor()));
    Grad.Options options = Grad.Options.DEFAULT.withUpstream(upstream.toArray(Tensor[]::new));
    List<Tensor> gradients = Grad.of(outputs, inputs, options);
    for (int i = 0; i < inputs.size(); i++) {
      near.check(array(c.id, "grad" + i, DType.F64), gradients.get(i), "gradient " + i);
    }
  }

  /** The parameters come in the order in which the module has them. */
  private void load(Case c) {
    Map<String, Tensor> state = new HashMap<>();
    int next = c.data;
    for (String name : c.module.namedParameters().keySet()) {
      state.put(name, array(c.id, "in" + next++, DType.F64));
    }
    assertEquals(null, arrays.get(c.id + ".in" + next));
    c.module.loadStateDict(state);
  }

  private Tensor array(String id, String name, DType dtype) {
    Tensor saved = Objects.requireNonNull(arrays.get(id + "." + name), name);
    return Tensor.of(saved.toDoubleArray(), saved.shape().dims()).to(dtype);
  }
}
