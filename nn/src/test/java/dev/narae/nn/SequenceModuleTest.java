package dev.narae.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.DType;
import dev.narae.Generator;
import dev.narae.Grad;
import dev.narae.Shape;
import dev.narae.Tensor;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Options of recurrent and attention modules that no golden case has, beside numbers that PyTorch
 * 2.13 returned for the same inputs and parameters.
 */
class SequenceModuleTest {
  @BeforeEach
  void seed() {
    Generator.manualSeed(3);
  }

  /** The parameters in the k-th place hold sin(0.7 i + 0.3 k) / 2. */
  private static <M extends Module> M filled(M module) {
    module.to(DType.F64);
    int k = 0;
    for (Parameter parameter : module.parameters()) {
      Tensor index = Tensor.arange(parameter.shape().size()).to(DType.F64);
      Tensor values = index.mul(0.7).add(0.3 * k++).sin().mul(0.5);
      try (var _ = Grad.noGrad()) {
        parameter.tensor().copyFrom(values.reshape(parameter.shape()));
      }
    }
    return module;
  }

  /** An input whose i-th number is cos(0.9 i). */
  private static Tensor input(long... sizes) {
    Shape shape = Shape.of(sizes);
    return Tensor.arange(shape.size()).to(DType.F64).mul(0.9).cos().reshape(shape);
  }

  private static void assertNumbers(Tensor actual, double... expected) {
    assertArrayEquals(expected, actual.toDoubleArray(), 1e-10);
  }

  @Test
  void aCellCanRectify() {
    RNNCell cell = filled(new RNNCell(2, 3, true, Nonlinearity.RELU));
    Tensor expected = cell.call(input(2, 2), Tensor.zeros(Shape.of(2, 3), DType.F64));
    assertNumbers(
        cell.call(input(2, 2)),
        0.874210759573,
        1.74258053273,
        0.885970219062,
        0.382775059298,
        0.479416002238,
        0.948012986815);
    assertArrayEquals(expected.toDoubleArray(), cell.call(input(2, 2)).toDoubleArray());
  }

  @Test
  void twoLayersInBothDirectionsGoOnFromAState() {
    GRU gru = filled(new GRU(2, 2, RnnOptions.DEFAULT.layers(2).withBothDirections()));
    RnnOutput result = gru.call(input(3, 2, 2), input(4, 2, 2));
    assertEquals(Shape.of(3, 2, 4), result.output().shape());
    assertNumbers(
        result.output().get(0).flatten(),
        0.238398066798,
        0.066828892309,
        0.561033070044,
        0.103867056906,
        -0.880000936361,
        0.406590919705,
        0.509792788359,
        0.578550505629);
    assertNumbers(
        result.hidden(),
        0.075207408143,
        -0.275790491236,
        -0.224963124975,
        -0.728128856813,
        -0.743357115315,
        -0.379829901966,
        -0.49798132721,
        -0.523240057381,
        -0.456628052425,
        0.514710671898,
        -0.723688750032,
        0.565057533232,
        0.561033070044,
        0.103867056906,
        0.509792788359,
        0.578550505629);
  }

  @Test
  void aSingleSequenceNeedsNoBatch() {
    LSTM lstm = filled(new LSTM(2, 2));
    LstmState before = new LstmState(input(1, 2), input(1, 2).neg());
    LstmOutput result = lstm.call(input(3, 2), before);
    assertEquals(Shape.of(3, 2), result.output().shape());
    assertNumbers(
        result.output(),
        -0.395338534811,
        0.042382548929,
        -0.158397262646,
        -0.15411281405,
        -0.121598596538,
        -0.285264928719);
    assertNumbers(result.state().hidden(), -0.121598596538, -0.285264928719);
    assertNumbers(result.state().cell(), -0.742831267481, -0.749271194661);
    assertEquals(Shape.of(1, 2), result.state().cell().shape());
  }

  @Test
  void aSequenceInTwoPartsIsOneSequence() {
    LSTM lstm = filled(new LSTM(2, 3, RnnOptions.DEFAULT.layers(2).withBatchFirst()));
    Tensor x = input(2, 5, 2);
    LstmOutput whole = lstm.call(x);
    LstmOutput first = lstm.call(x.narrow(1, 0, 2));
    LstmOutput second = lstm.call(x.narrow(1, 2, 3), first.state());
    assertArrayEquals(
        whole.output().toDoubleArray(),
        Tensor.cat(1, first.output(), second.output()).toDoubleArray(),
        1e-12);
    assertNumbers(second.state().cell(), whole.state().cell().toDoubleArray());
  }

  @Test
  void aNetworkTakesTheStepsOfItsCell() {
    GRU gru = filled(new GRU(2, 3));
    GRUCell cell = filled(new GRUCell(2, 3));
    Tensor x = input(4, 2);
    Tensor hidden = Tensor.zeros(Shape.of(3), DType.F64);
    for (Tensor step : x.unbind(0)) {
      hidden = cell.call(step, hidden);
    }
    assertNumbers(gru.call(x).hidden(), hidden.toDoubleArray());
  }

  @Test
  void dropoutComesBetweenLayersInTrainingOnly() {
    LSTM lstm = filled(new LSTM(2, 8, RnnOptions.DEFAULT.layers(2).dropout(0.5)));
    LSTM plain = filled(new LSTM(2, 8, RnnOptions.DEFAULT.layers(2)));
    Tensor x = input(3, 2, 2);
    double[] expected = plain.call(x).output().toDoubleArray();
    double[] training = lstm.call(x).output().toDoubleArray();
    assertNotEquals(expected[0], training[0], 1e-6);
    lstm.eval();
    assertArrayEquals(expected, lstm.call(x).output().toDoubleArray());
  }

  @Test
  void attentionJoinsItsMasksAndShowsItsWeights() {
    MultiheadAttention attention = filled(new MultiheadAttention(4, 2));
    Tensor query = input(2, 2, 4);
    Tensor key = input(3, 2, 4).mul(0.5);
    boolean[] padding = {false, false, true, false, true, false};
    Tensor added = Tensor.of(new double[][] {{0, -0.5, 0.25}, {1, 0, 0}});
    AttentionMasks masks =
        AttentionMasks.NONE.keyPadding(Tensor.of(padding, 2, 3)).attention(added);
    AttentionOutput result = attention.callWithWeights(query, key, key, masks);
    assertNumbers(
        result.output(),
        0.689153434116,
        0.136875560501,
        0.759248784723,
        -0.294670978668,
        0.704248779585,
        0.036495505606,
        0.933314099815,
        -0.522307381002,
        0.688107868697,
        0.132959378517,
        0.767674178452,
        -0.306631985085,
        0.721023243557,
        0.018768996626,
        0.949944261407,
        -0.535919491586);
    assertNumbers(
        result.weights().get(0).flatten(),
        0.682549524702,
        0.317450475298,
        0,
        0.810274485691,
        0.189725514309,
        0,
        0.728236825466,
        0.271763174534,
        0,
        0.811300568455,
        0.188699431545,
        0);
    assertNumbers(attention.call(query, key, key, masks), result.output().toDoubleArray());
  }

  @Test
  void causalAttentionIsThatOfAMaskOfLaterSteps() {
    MultiheadAttention attention = filled(new MultiheadAttention(4, 2));
    Tensor x = input(3, 4);
    boolean[] later = {false, true, true, false, false, true, false, false, false};
    AttentionMasks masked = AttentionMasks.NONE.attention(Tensor.of(later, 3, 3));
    AttentionMasks causal = AttentionMasks.NONE.withCausal();
    double[] expected = {
      0.649657463215, 0.190913982892, 0.696912337961, -0.231239815504, 0.738792706664,
      -0.020554621689, 1.006277981686, -0.602753652829, 0.60896230131, 0.20434368305,
      0.712299972831, -0.273666662353
    };
    assertNumbers(attention.call(x, x, x, masked), expected);
    assertNumbers(attention.call(x, x, x, causal), expected);
    AttentionMasks both = causal.keyPadding(Tensor.of(new boolean[] {false, true, false}));
    Tensor weights = attention.callWithWeights(x, x, x, both).weights();
    assertEquals(Shape.of(2, 3, 3), weights.shape());
    assertNumbers(weights.select(2, 1), 0, 0, 0, 0, 0, 0);
    assertNumbers(weights.sum(-1), 1, 1, 1, 1, 1, 1);
    assertEquals(0, weights.get(0, 0, 2).item());
  }

  @Test
  void attentionDropsWeightsInTrainingOnly() {
    MultiheadAttentionOptions half = MultiheadAttentionOptions.DEFAULT.dropout(0.5);
    MultiheadAttention attention = filled(new MultiheadAttention(4, 2, half));
    Tensor x = input(6, 2, 4);
    Tensor weights = attention.callWithWeights(x, x, x, AttentionMasks.NONE).weights();
    assertTrue(weights.eq(0L).any().item() == 1);
    attention.eval();
    assertArrayEquals(
        filled(new MultiheadAttention(4, 2)).call(x).toDoubleArray(),
        attention.call(x).toDoubleArray());
  }

  @Test
  void anEncoderLayerCanNormaliseFirst() {
    TransformerOptions options =
        TransformerOptions.DEFAULT
            .feedforward(3)
            .dropout(0)
            .activation(Tensor::gelu)
            .withNormFirst();
    TransformerEncoderLayer layer = filled(new TransformerEncoderLayer(4, 2, options));
    Tensor x = input(2, 1, 4);
    Tensor result = layer.call(x, AttentionMasks.NONE.withCausal());
    assertNumbers(
        result,
        2.359318155677,
        0.591630145848,
        0.487428654125,
        -1.481660196826,
        0.544124688911,
        -0.302262472183,
        1.301590240283,
        0.594202464425);
    assertNumbers(layer.call(x).get(1).flatten(), result.get(1).flatten().toDoubleArray());
  }

  /** PyTorch's state_dict().keys() of modules with the same arguments. */
  static Stream<Arguments> names() {
    RnnOptions both = RnnOptions.DEFAULT.layers(2).withBothDirections().withoutBias();
    return Stream.of(
        names(new RNNCell(2, 3), "weight_ih weight_hh bias_ih bias_hh"),
        names(new LSTMCell(2, 3, false), "weight_ih weight_hh"),
        names(
            new GRU(2, 3, both),
            "weight_ih_l0 weight_hh_l0 weight_ih_l0_reverse weight_hh_l0_reverse weight_ih_l1"
                + " weight_hh_l1 weight_ih_l1_reverse weight_hh_l1_reverse"),
        names(
            new LSTM(2, 3, RnnOptions.DEFAULT.layers(2)),
            "weight_ih_l0 weight_hh_l0 bias_ih_l0 bias_hh_l0 weight_ih_l1 weight_hh_l1 bias_ih_l1"
                + " bias_hh_l1"),
        names(
            new MultiheadAttention(4, 2),
            "in_proj_weight in_proj_bias out_proj.weight out_proj.bias"),
        names(
            new MultiheadAttention(4, 2, MultiheadAttentionOptions.DEFAULT.withoutBias()),
            "in_proj_weight out_proj.weight"),
        names(
            new TransformerEncoderLayer(4, 2),
            "self_attn.in_proj_weight self_attn.in_proj_bias self_attn.out_proj.weight"
                + " self_attn.out_proj.bias linear1.weight linear1.bias linear2.weight linear2.bias"
                + " norm1.weight norm1.bias norm2.weight norm2.bias"),
        names(
            new TransformerEncoderLayer(4, 2, TransformerOptions.DEFAULT.withoutBias()),
            "self_attn.in_proj_weight self_attn.out_proj.weight linear1.weight linear2.weight"
                + " norm1.weight norm2.weight"),
        names(new Bilinear(2, 3, 4), "weight bias"),
        names(new PReLU(), "weight"),
        names(new LayerNorm(3), "weight bias"),
        names(new LayerNorm(Shape.of(3), 1e-5, true, false), "weight"));
  }

  private static Arguments names(Module module, String names) {
    return Arguments.of(module, List.of(names.split(" ")));
  }

  @ParameterizedTest
  @MethodSource("names")
  void parametersHavePyTorchsNames(Module module, List<String> names) {
    assertEquals(names, List.copyOf(module.stateDict().keySet()));
  }

  @Test
  void parametersBeginAsInPyTorch() {
    double bound = 1 / Math.sqrt(64);
    for (Parameter parameter : new LSTM(3, 64).parameters()) {
      double largest = parameter.tensor().detach().abs().max().item();
      assertTrue(largest <= bound && largest > 0.9 * bound, () -> "largest " + largest);
    }
    MultiheadAttention attention = new MultiheadAttention(16, 2);
    double xavier = State.of(attention, "in_proj_weight").abs().max().item();
    assertTrue(xavier <= Math.sqrt(6.0 / 64) && xavier > 0.95 * Math.sqrt(6.0 / 64));
    assertEquals(0, State.of(attention, "in_proj_bias").abs().max().item());
    assertEquals(0, State.of(attention, "out_proj.bias").abs().max().item());
    double bilinear = State.of(new Bilinear(16, 8, 8), "weight").abs().max().item();
    assertTrue(bilinear <= 0.25 && bilinear > 0.24);
    assertEquals(0.25, State.of(new PReLU(), "weight").item());
    assertEquals(1, State.of(new LayerNorm(4), "weight").min().item());
  }

  @Test
  void resultsOutliveACallThatIsNotRecorded() {
    LSTM lstm = filled(new LSTM(2, 3));
    double[] expected = lstm.call(input(4, 1, 2)).output().toDoubleArray();
    try (var _ = Grad.noGrad()) {
      LstmOutput result = lstm.call(input(4, 1, 2));
      assertFalse(result.output().requiresGrad());
      assertArrayEquals(expected, result.output().toDoubleArray());
      assertEquals(
          Shape.of(1, 1, 3), lstm.call(input(4, 1, 2), result.state()).state().cell().shape());
    }
  }
}
