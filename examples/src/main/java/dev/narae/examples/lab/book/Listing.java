package dev.narae.examples.lab.book;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The source of a class as it ran, without its imports, with comments and strings in colour. */
final class Listing {
  private static final Pattern HEAD = Pattern.compile("(?s)\\A.*?(?=^/\\*\\*)", Pattern.MULTILINE);
  private static final Pattern PARTS =
      Pattern.compile(
          "(?<comment>(?s:/\\*.*?\\*/)|//[^\n]*)"
              + "|(?<string>&quot;(?:[^&\n]|&(?!quot;))*&quot;)"
              + "|(?<keyword>\\b(?:public|private|protected|static|final|class|record|implements"
              + "|extends|void|new|return|for|if|else|try|throws|int|long|double|boolean|var)\\b)");

  private Listing() {}

  /**
   * The listing of a class whose source is packed beside it.
   *
   * @throws IOException if the source is not there
   */
  static String of(Class<?> type) throws IOException {
    try (InputStream in = type.getResourceAsStream(type.getSimpleName() + ".java")) {
      if (in == null) {
        throw new IOException("the source of " + type.getName() + " is missing in this build");
      }
      String source = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      String escaped = Html.escape(HEAD.matcher(source).replaceFirst("").strip());
      return PARTS.matcher(escaped).replaceAll(Listing::colour);
    }
  }

  private static String colour(MatchResult part) {
    String kind = part.group(1) != null ? "c" : part.group(2) != null ? "s" : "k";
    return Matcher.quoteReplacement("<span class=\"" + kind + "\">" + part.group() + "</span>");
  }
}
