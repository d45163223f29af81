package dev.narae.files;

import java.util.Locale;

/** Numbers as tables have them, which is not all that a Java program may say. */
final class CsvNumber {
  private static final String DECIMAL = "0123456789+-.eE";

  private CsvNumber() {}

  /**
   * A decimal number; or nan, inf or infinity in any case.
   *
   * @throws NumberFormatException if it is neither, or too large; the message says which
   */
  static float parse(String cell) {
    for (int i = 0; i < cell.length(); i++) {
      if (DECIMAL.indexOf(cell.charAt(i)) < 0) {
        return word(cell);
      }
    }
    float value = decimal(cell);
    if (Float.isInfinite(value)) {
      throw new NumberFormatException("is too large for F32");
    }
    return value;
  }

  private static float decimal(String cell) {
    try {
      return Float.parseFloat(cell);
    } catch (NumberFormatException e) {
      throw none();
    }
  }

  private static float word(String cell) {
    boolean negative = cell.startsWith("-");
    String word = cell.substring(negative || cell.startsWith("+") ? 1 : 0);
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "nan" -> Float.NaN;
      case "inf", "infinity" -> negative ? Float.NEGATIVE_INFINITY : Float.POSITIVE_INFINITY;
      default -> throw none();
    };
  }

  private static NumberFormatException none() {
    return new NumberFormatException("is not a number");
  }
}
