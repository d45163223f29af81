package dev.narae.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.narae.DTypeException;
import dev.narae.Shape;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What recurrent, attention and bilinear modules refuse. */
class SequenceModuleErrorTest {
  private static final RnnOptions BATCH_FIRST = RnnOptions.DEFAULT.withBatchFirst();

  private static void assertShape(String message, Executable action) {
    assertEquals(message, assertThrows(ShapeException.class, action).getMessage());
  }

  private static void assertArgument(String message, Executable action) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, action).getMessage());
  }

  @Test
  void cellsNameTheShapesTheyTake() {
    LSTMCell cell = new LSTMCell(5, 2);
    assertShape(
        "LSTMCell: the input has shape [3, 4]; it must be (batch, 5) or (5)",
        () -> cell.call(Tensor.zeros(3, 4)));
    assertShape(
        "LSTMCell: the state has shape [2, 2]; for this input it must be [3, 2]",
        () -> cell.call(Tensor.zeros(3, 5), new LstmState(Tensor.zeros(3, 2), Tensor.zeros(2, 2))));
    assertShape(
        "GRUCell: the input has shape []; it must be (batch, 5) or (5)",
        () -> new GRUCell(5, 2).call(Tensor.scalar(1)));
  }

  @Test
  void networksNameTheShapesTheyTake() {
    assertShape(
        "GRU: the input has shape [2, 3, 4]; it must be (steps, batch, 5) or, for a single"
            + " sequence, (steps, 5)",
        () -> new GRU(5, 2).call(Tensor.zeros(2, 3, 4)));
    assertShape(
        "LSTM: the input has shape [5]; it must be (batch, steps, 5) or, for a single sequence,"
            + " (steps, 5)",
        () -> new LSTM(5, 2, BATCH_FIRST).call(Tensor.zeros(5)));
    assertShape(
        "RNN: the input of shape [2, 0, 5] has no steps; give at least one",
        () -> new RNN(5, 2, BATCH_FIRST).call(Tensor.zeros(2, 0, 5)));
    assertShape(
        "RNN: the initial state has shape [1, 3, 2]; for this input it must be [2, 3, 2], (layers"
            + " · directions, batch, hidden)",
        () ->
            new RNN(5, 2, RnnOptions.DEFAULT.layers(2))
                .call(Tensor.zeros(4, 3, 5), Tensor.zeros(1, 3, 2)));
  }

  @Test
  void impossibleNumbersAreRefused() {
    assertArgument("LSTM: hidden is 0; it must be at least 1", () -> new LSTM(5, 0));
    assertArgument("RNNCell: inputs is -1; it must be at least 1", () -> new RNNCell(-1, 2));
    assertArgument(
        "RnnOptions: layers is 0; it must be at least 1", () -> RnnOptions.DEFAULT.layers(0));
    assertArgument(
        "RnnOptions: the probability is 1.5; it must lie in [0, 1]",
        () -> RnnOptions.DEFAULT.dropout(1.5));
    assertArgument(
        "MultiheadAttention: 3 heads must divide the 8 numbers of a step",
        () -> new MultiheadAttention(8, 3));
    assertArgument(
        "MultiheadAttention: the values' width is 0; it must be at least 1",
        () -> MultiheadAttentionOptions.DEFAULT.widths(3, 0));
    assertArgument("Bilinear: outputs is 0; it must be at least 1", () -> new Bilinear(1, 1, 0));
    assertArgument(
        "LayerNorm: eps is -1.0; it must be 0 or more and finite",
        () -> new LayerNorm(Shape.of(2), -1, true, true));
    assertArgument(
        "LayerNorm: the number of dimensions is 0; it must be at least 1", () -> new LayerNorm());
    assertArgument("PReLU: channels is 0; it must be at least 1", () -> new PReLU(0));
    assertArgument(
        "TransformerOptions: feedforward is 0; it must be at least 1",
        () -> TransformerOptions.DEFAULT.feedforward(0));
  }

  @Test
  void attentionNamesTheShapesItTakes() {
    MultiheadAttention attention = new MultiheadAttention(4, 2);
    Tensor x = Tensor.zeros(3, 2, 4);
    assertShape(
        "MultiheadAttention: query [3, 2, 4], key [3, 1, 4] and value [3, 1, 4]; they must be"
            + " (queries, batch, 4), (keys, batch, 4) and the same, or all without batch",
        () -> attention.call(x, Tensor.zeros(3, 1, 4), Tensor.zeros(3, 1, 4)));
    MultiheadAttention wide =
        new MultiheadAttention(4, 2, MultiheadAttentionOptions.DEFAULT.widths(3, 5));
    assertShape(
        "MultiheadAttention: query [3, 2, 4], key [3, 2, 4] and value [3, 2, 4]; they must be"
            + " (queries, batch, 4), (keys, batch, 3) and (keys, batch, 5), or all without batch",
        () -> wide.call(x));
    assertShape(
        "MultiheadAttention: the attention mask has shape [2, 3]; it must be (queries, keys)"
            + " [3, 3] or (batch · heads, queries, keys) [4, 3, 3]",
        () -> attention.call(x, x, x, AttentionMasks.NONE.attention(Tensor.zeros(2, 3))));
    assertShape(
        "MultiheadAttention: the key padding mask has shape [3, 2]; it must be (batch, keys)"
            + " [2, 3]",
        () -> attention.call(x, x, x, AttentionMasks.NONE.keyPadding(Tensor.zeros(3, 2))));
    assertEquals(
        "MultiheadAttention: the attention mask is i64; it must be bool or, to be added, f32 as"
            + " the query",
        assertThrows(
                DTypeException.class,
                () ->
                    attention.call(
                        x, x, x, AttentionMasks.NONE.attention(Tensor.of(new long[9], 3, 3))))
            .getMessage());
  }

  @Test
  void layersNameTheShapesTheyTake() {
    assertShape(
        "TransformerEncoderLayer: the input has shape [2, 3, 5]; it must be (steps, batch, 4) or"
            + " (steps, 4)",
        () -> new TransformerEncoderLayer(4, 2).call(Tensor.zeros(2, 3, 5)));
    assertShape(
        "Bilinear: inputs [2, 3] and [3, 4]; they must be (…, 3) and (…, 4) with equal leading"
            + " sizes",
        () -> new Bilinear(3, 4, 2).call(Tensor.zeros(2, 3), Tensor.zeros(3, 4)));
  }
}
