package dev.narae.io;

/** What a text must be, so that UTF-8 gives it back as it was. */
public final class Utf8Text {
  private Utf8Text() {}

  /**
   * Refuses half a surrogate pair: it is no character, and Java writes a question mark in its
   * place.
   *
   * @param op begins the message: the operation that was called
   * @param what names the text
   * @throws IllegalArgumentException if there is one, saying where
   */
  public static void check(String op, String what, String text) {
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      if (Character.getType(text.codePointAt(i)) == Character.SURROGATE) {
        throw new IllegalArgumentException(
            "%s: %s has half a surrogate pair at position %d, which UTF-8 cannot hold; give whole"
                    .formatted(op, what, i)
                + " characters");
      }
    }
  }
}
