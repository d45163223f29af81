package dev.narae.spi;

import java.util.Locale;

/** Numbers of bytes as people read them. */
final class ByteCount {
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

  private ByteCount() {}

  /** The count in the largest unit that leaves at least 1, such as {@code 1.5 MiB}. */
  static String text(long bytes) {
    if (bytes < 1024) {
      return bytes + " B";
    }
    int unit = (63 - Long.numberOfLeadingZeros(bytes)) / 10;
    return String.format(Locale.ROOT, "%.1f %s", bytes / Math.scalb(1.0, 10 * unit), UNITS[unit]);
  }
}
