package dev.narae.conformance;

import java.util.regex.Pattern;

/** Which operators' cases run: {@code -Dnarae.cases=REGEX} picks some while one is written. */
final class Selection {
  private static final Pattern NAMES = Pattern.compile(System.getProperty("narae.cases", ".*"));

  private Selection() {}

  static boolean has(String name) {
    return NAMES.matcher(name).find();
  }
}
