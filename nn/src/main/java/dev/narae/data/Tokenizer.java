package dev.narae.data;

/** Turns texts into numbers and back. */
public interface Tokenizer {
  /**
   * The tokens of a text, each in [0, {@link #size}).
   *
   * @throws IllegalArgumentException if the tokens are of bytes in UTF-8, and the text has half a
   *     surrogate pair, which those cannot hold
   */
  int[] encode(String text);

  /**
   * The text of tokens; bytes that are no UTF-8 become U+FFFD.
   *
   * @throws IndexOutOfBoundsException if a token is not in [0, size)
   */
  String decode(int... tokens);

  /** The number of different tokens. */
  int size();
}
