package dev.narae.examples.report;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Writes pictures as PNG files. */
public final class Png {
  private Png() {}

  /** Writes a picture completely or not at all. */
  public static void write(Path file, BufferedImage image) throws IOException {
    ImageIO.setUseCache(false); // no temporary files for a picture of a few kilobytes
    AtomicFile.write(
        file,
        out -> {
          if (!ImageIO.write(image, "png", out)) {
            throw new IOException(file + ": this Java has no PNG writer; use a full JDK");
          }
        });
  }
}
