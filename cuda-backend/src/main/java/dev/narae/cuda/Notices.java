package dev.narae.cuda;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Lines for people on standard error, each once. */
final class Notices {
  private static final Set<String> SAID = ConcurrentHashMap.newKeySet();

  private Notices() {}

  /** Says a line unless it was said before. */
  static void once(String line) {
    if (SAID.add(line)) {
      System.err.println("narae: " + line);
    }
  }
}
