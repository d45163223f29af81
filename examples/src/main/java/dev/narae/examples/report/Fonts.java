package dev.narae.examples.report;

import java.awt.Font;
import java.awt.font.FontRenderContext;

/** Whether this machine can draw text: small containers often have no fonts at all. */
public final class Fonts {
  private Fonts() {}

  /** Tries to measure a character. */
  public static boolean usable() {
    try {
      Font font = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
      return font.getLineMetrics("0", new FontRenderContext(null, true, true)).getHeight() > 0;
    } catch (RuntimeException | LinkageError | InternalError e) {
      // Which of them Java throws depends on whether fontconfig, the fonts or AWT itself is absent.
      return false;
    }
  }
}
