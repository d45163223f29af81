package dev.narae.examples;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether what was printed has arrived: Java's streams keep that to themselves. */
final class StandardOutput {
  private static final int LOST = 1;

  /** The kinds of files in what POSIX calls a mode. */
  private static final int KIND = 0xF000;

  private static final int PIPE = 0x1000;
  private static final int SOCKET = 0xC000;

  private StandardOutput() {}

  /** 0 if everything was written, else 1 and a line on standard error. */
  static int exitCode(PrintStream out, PrintStream err) {
    if (!out.checkError() || isPipe()) {
      return 0;
    }
    err.println("narae: standard output could not be written completely; make room where it goes");
    return LOST;
  }

  /** A pipe fails only when its reader has left, as head does when it has seen enough. */
  private static boolean isPipe() {
    try {
      int kind = (int) Files.getAttribute(Path.of("/dev/stdout"), "unix:mode") & KIND;
      return kind == PIPE || kind == SOCKET;
    } catch (IOException | UnsupportedOperationException e) {
      return false; // a system that does not say
    }
  }
}
