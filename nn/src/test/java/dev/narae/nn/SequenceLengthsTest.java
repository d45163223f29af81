package dev.narae.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.narae.DType;
import dev.narae.Device;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import org.junit.jupiter.api.Test;

/** Sequences of different lengths in one batch. */
class SequenceLengthsTest {
  private static final RnnOptions BOTH =
      RnnOptions.DEFAULT.layers(2).withBothDirections().withBatchFirst();

  @Test
  void eachSequenceIsAsIfItWereAlone() {
    GRU gru = new GRU(3, 4, BOTH);
    Tensor x = Tensor.randn(3, 5, 3);
    long[] lengths = {2, 5, 1};
    RnnOutput together = gru.call(x, SequenceLengths.of(lengths));
    for (int i = 0; i < lengths.length; i++) {
      RnnOutput alone = gru.call(x.narrow(0, i, 1).narrow(1, 0, lengths[i]));
      Tensor output = together.output().narrow(0, i, 1);
      assertArrayEquals(
          alone.output().toFloatArray(), output.narrow(1, 0, lengths[i]).toFloatArray(), 1e-6f);
      assertArrayEquals(
          alone.hidden().toFloatArray(), together.hidden().narrow(1, i, 1).toFloatArray(), 1e-6f);
      assertEquals(0, output.slice(1, lengths[i], 5).abs().sum().item());
    }
  }

  @Test
  void theyBeginWithAState() {
    LSTM lstm = new LSTM(3, 4);
    Tensor x = Tensor.randn(5, 2, 3);
    LstmState state = new LstmState(Tensor.randn(1, 2, 4), Tensor.randn(1, 2, 4));
    LstmOutput all = lstm.call(x, state);
    LstmOutput whole = lstm.call(x, state, SequenceLengths.of(5, 5));
    assertArrayEquals(all.output().toFloatArray(), whole.output().toFloatArray());
    LstmOutput shorter = lstm.call(x, state, SequenceLengths.of(5, 3));
    assertArrayEquals(
        all.output().get(2, 1).toFloatArray(),
        shorter.state().hidden().get(0, 1).toFloatArray(),
        1e-6f);
  }

  @Test
  void paddingIsTrueAfterTheEnd() {
    Tensor padding = SequenceLengths.of(1, 3).padding(3, Device.cpu());
    assertArrayEquals(new long[] {0, 1, 1, 0, 0, 0}, padding.to(DType.I64).toLongArray());
  }

  @Test
  void lengthsMustFit() {
    assertEquals(
        "SequenceLengths: the lengths are [2, 0]; give one for each sequence, at least 1",
        assertThrows(IllegalArgumentException.class, () -> SequenceLengths.of(2, 0)).getMessage());
    RNN rnn = new RNN(3, 4);
    Tensor x = Tensor.zeros(5, 2, 3);
    for (SequenceLengths lengths :
        new SequenceLengths[] {SequenceLengths.of(6, 1), SequenceLengths.of(1)}) {
      assertEquals(
          "RNN: the lengths are %s, but the input has shape [5, 2, 3]; give 2 lengths of at most 5"
              .formatted(lengths),
          assertThrows(ShapeException.class, () -> rnn.call(x, lengths)).getMessage());
    }
  }

  @Test
  void onlyAnLstmProjects() {
    RnnOptions options = RnnOptions.DEFAULT.projection(2);
    assertEquals(
        "GRU: only an LSTM projects its hidden states; leave the projection of 2 out",
        assertThrows(IllegalArgumentException.class, () -> new GRU(3, 4, options)).getMessage());
    assertEquals(
        "LSTM: the projection to 4 must be to fewer than the 4 hidden numbers",
        assertThrows(
                IllegalArgumentException.class,
                () -> new LSTM(3, 4, RnnOptions.DEFAULT.projection(4)))
            .getMessage());
  }
}
