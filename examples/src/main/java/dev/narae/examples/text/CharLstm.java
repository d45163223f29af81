package dev.narae.examples.text;

import dev.narae.Tensor;
import dev.narae.nn.Embedding;
import dev.narae.nn.LSTM;
import dev.narae.nn.Linear;
import dev.narae.nn.RnnOptions;

/** One layer of 256 long short-term memories between an embedding and scores. */
final class CharLstm extends TextModel {
  private static final int EMBEDDING = 64;
  private static final int HIDDEN = 256;

  private final Embedding characters;
  private final LSTM lstm;
  private final Linear scores;

  CharLstm(int vocabulary) {
    characters = child("characters", new Embedding(vocabulary, EMBEDDING));
    lstm = child("lstm", new LSTM(EMBEDDING, HIDDEN, RnnOptions.DEFAULT.withBatchFirst()));
    scores = child("scores", new Linear(HIDDEN, vocabulary));
  }

  @Override
  protected Tensor forward(Tensor text) {
    return scores.call(lstm.call(characters.call(text)).output());
  }
}
