package dev.narae.conformance;

import java.util.regex.Pattern;

/** Which cases run: {@code -Dnarae.cases=REGEX} picks some by name, while one is written. */
public final class Selection {
  private static final Pattern NAMES = Pattern.compile(System.getProperty("narae.cases", ".*"));

  private Selection() {}

  /** Whether the cases of an operator or a module run. */
  public static boolean has(String name) {
    return NAMES.matcher(name).find();
  }
}
