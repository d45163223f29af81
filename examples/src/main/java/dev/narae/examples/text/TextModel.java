package dev.narae.examples.text;

import dev.narae.nn.Layer;

/**
 * A network that says which character comes next: I64 (batch, steps) to scores (batch, steps,
 * characters), each step knowing itself and those before.
 */
public abstract sealed class TextModel extends Layer permits CharTransformer, CharLstm {

  TextModel() {}

  /** Which network. */
  public enum Kind {
    /** {@link CharTransformer}. */
    TRANSFORMER,
    /** {@link CharLstm}. */
    LSTM
  }

  static TextModel of(Kind kind, int characters, int context) {
    return switch (kind) {
      case TRANSFORMER -> new CharTransformer(characters, context);
      case LSTM -> new CharLstm(characters);
    };
  }
}
