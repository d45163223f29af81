package dev.narae.nn;

import dev.narae.Tensor;
import java.util.List;

/**
 * What a long short-term memory carries from step to step. Of a {@link LSTMCell} both are (batch,
 * hidden), of an {@link LSTM} (layers · directions, batch, hidden).
 *
 * @param hidden the hidden state h, which is also the output
 * @param cell the cell state c
 */
public record LstmState(Tensor hidden, Tensor cell) {
  static LstmState of(List<Tensor> tensors) {
    return new LstmState(tensors.get(0), tensors.get(1));
  }

  List<Tensor> tensors() {
    return List.of(hidden, cell);
  }
}
