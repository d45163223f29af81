package dev.narae.data;

import dev.narae.io.Utf8Text;
import java.nio.charset.StandardCharsets;

/** Each byte of a text in UTF-8 is a token: 256 of them, and no text is unknown. */
public final class ByteTokenizer implements Tokenizer {
  /** The tokenizer. */
  public ByteTokenizer() {}

  @Override
  public int[] encode(String text) {
    Utf8Text.check("ByteTokenizer.encode", "the text", text);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int[] tokens = new int[bytes.length];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = Byte.toUnsignedInt(bytes[i]);
    }
    return tokens;
  }

  @Override
  public String decode(int... tokens) {
    byte[] bytes = new byte[tokens.length];
    for (int i = 0; i < bytes.length; i++) {
      Positions.checkToken(tokens[i], size());
      bytes[i] = (byte) tokens[i];
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public int size() {
    return 256;
  }
}
