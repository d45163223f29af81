package dev.narae.cpu.conv;

/** Some rows of a plane, one after the other; those outside the plane are zeros. For one thread. */
final class WinogradRows {
  /** Where the row of zeros begins. */
  private static final int ZEROS = 0;

  private final Planes from;
  private final float[] numbers;

  /** Where the rows begin, behind a row of zeros. */
  private final int begin;

  private final Magnitudes magnitudes;
  private int largest;
  private int first;
  private int end;

  /**
   * Rows of planes.
   *
   * @param most how many at a time
   * @param magnitudes of all numbers
   */
  WinogradRows(Planes from, int most, Magnitudes magnitudes) {
    this.from = from;
    this.begin = from.width() + WinogradLoops.SLACK;
    this.numbers = new float[begin + most * from.width() + WinogradLoops.SLACK];
    this.magnitudes = magnitudes;
  }

  /**
   * Reads rows of a plane.
   *
   * @param top the first, may be negative
   */
  void load(WinogradLoops loops, int image, int channel, int top, int count) {
    first = Math.clamp(top, 0, from.height());
    end = Math.clamp(top + count, first, from.height());
    from.loadRows(image, channel, first, end - first, numbers, begin);
    largest = Math.max(largest, loops.largest(numbers, begin, (end - first) * from.width()));
  }

  /** All rows. */
  float[] numbers() {
    return numbers;
  }

  int width() {
    return from.width();
  }

  /** Says where rows begin in {@link #numbers}, from {@code top} on. */
  void find(int top, int[] rows) {
    for (int i = 0; i < rows.length; i++) {
      int row = top + i;
      rows[i] = row < first || row >= end ? ZEROS : begin + (row - first) * from.width();
    }
  }

  /** Tells whether a number was huge so far. */
  void end() {
    magnitudes.note(largest);
  }
}
