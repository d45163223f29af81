package dev.narae.cpu.conv;

/**
 * Loops over tiles without vectors of our own: each adds or subtracts two or three arrays, which
 * the JVM turns into vectors. For one thread.
 */
final class PlainWinogradLoops implements WinogradLoops {
  private final float[] even;
  private final float[] odd;
  private final float[] result;
  private final float[][] points;
  private final float[][] sums;

  /** Loops over so many tiles at most. */
  PlainWinogradLoops(int tiles) {
    even = new float[tiles + 1];
    odd = new float[tiles + 1];
    result = new float[tiles];
    points = new float[4][tiles];
    sums = new float[4][tiles];
  }

  @Override
  public int fewest() {
    return 1;
  }

  @Override
  public void split(float[] row, int from, float[] even, float[] odd, int at, int count) {
    for (int i = 0; i < count; i++) {
      even[at + i] = row[from + 2 * i];
      odd[at + i] = row[from + 2 * i + 1];
    }
  }

  @Override
  public void join(float[] even, float[] odd, int at, int count, float more, float[] row, int to) {
    for (int i = 0; i < count; i++) {
      row[to + 2 * i] = even[at + i] + more;
      row[to + 2 * i + 1] = odd[at + i] + more;
    }
  }

  @Override
  public void inputDifferences(Rows first, Rows second, int count, Points to, int point) {
    int more = count + 1;
    FloatRows.subtract(first.even(), first.at(), second.even(), second.at(), even, more);
    FloatRows.subtract(first.odd(), first.at(), second.odd(), second.at(), odd, more);
    horizontal(count, to, point);
  }

  @Override
  public void inputSums(Rows first, Rows second, int count, Points to, int point) {
    int more = count + 1;
    FloatRows.add(first.even(), first.at(), second.even(), second.at(), even, more);
    FloatRows.add(first.odd(), first.at(), second.odd(), second.at(), odd, more);
    horizontal(count, to, point);
  }

  private void horizontal(int count, Points to, int point) {
    FloatRows.subtract(even, 0, even, 1, result, count);
    store(to, point, count);
    FloatRows.add(odd, 0, even, 1, result, count);
    store(to, point + 1, count);
    FloatRows.subtract(even, 1, odd, 0, result, count);
    store(to, point + 2, count);
    FloatRows.subtract(odd, 0, odd, 1, result, count);
    store(to, point + 3, count);
  }

  @Override
  public void upperOutputs(Points from, int count, float[] left, float[] right) {
    for (int j = 0; j < 4; j++) {
      load(from, j, count);
      FloatRows.add(points[0], points[1], points[2], sums[j], count);
    }
    pair(count, left, right);
  }

  @Override
  public void lowerOutputs(Points from, int count, float[] left, float[] right) {
    for (int j = 0; j < 4; j++) {
      load(from, j, count);
      FloatRows.subtract(points[1], points[2], points[3], sums[j], count);
    }
    pair(count, left, right);
  }

  /** The points of a column. */
  private void load(Points from, int column, int count) {
    for (int k = 0; k < 4; k++) {
      long at = from.at(4 * k + column);
      FloatRows.load(from.memory(), at / Float.BYTES, 1, points[k], 0, count);
    }
  }

  private void pair(int count, float[] left, float[] right) {
    FloatRows.add(sums[0], sums[1], sums[2], left, count);
    FloatRows.subtract(sums[1], sums[2], sums[3], right, count);
  }

  @Override
  public void upperGradients(float[][] plane, int count, Points to) {
    gradients(0, plane, count, to);
    gradients(1, plane, count, to);
  }

  @Override
  public void lowerGradients(float[][] plane, int count, Points to) {
    gradients(2, plane, count, to);
    gradients(3, plane, count, to);
  }

  private void gradients(int k, float[][] plane, int count, Points to) {
    combine(k, plane[0], plane[2], even, count);
    combine(k, plane[1], plane[3], odd, count);
    for (int j = 0; j < 4; j++) {
      combine(j, even, odd, result, count);
      store(to, 4 * k + j, count);
    }
  }

  /** A row of A times a pair of numbers. */
  private static void combine(int k, float[] first, float[] second, float[] sums, int count) {
    switch (k) {
      case 0 -> System.arraycopy(first, 0, sums, 0, count);
      case 1 -> FloatRows.add(first, 0, second, 0, sums, count);
      case 2 -> FloatRows.subtract(first, 0, second, 0, sums, count);
      default -> FloatRows.negate(second, sums, count);
    }
  }

  private void store(Points to, int point, int count) {
    FloatRows.store(result, count, to.memory(), to.at(point) / Float.BYTES, 1);
  }
}
