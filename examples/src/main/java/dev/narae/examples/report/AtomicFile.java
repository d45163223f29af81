package dev.narae.examples.report;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Path;

/** Writes files that appear complete or not at all, whatever happens half-way. */
public final class AtomicFile {
  private AtomicFile() {}

  /** Puts bytes into a stream. */
  @FunctionalInterface
  public interface Contents {
    /** Writes everything; the caller closes the stream. */
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Writes a file beside its final place and moves it there in one step.
   *
   * @throws IOException if it cannot be written, naming the file; one that stood there before is
   *     then untouched
   */
  public static void write(Path file, Contents contents) throws IOException {
    dev.narae.io.AtomicFile.write(
        file,
        channel -> {
          OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel));
          contents.writeTo(out);
          out.flush();
        });
  }

  /** Writes text as UTF-8. */
  public static void write(Path file, String text) throws IOException {
    dev.narae.io.AtomicFile.write(file, text);
  }
}
