package dev.narae.cpu.conv;

/** The same loops without vectors of our own. */
final class PlainDoubleTaps implements DoubleTaps {
  @Override
  public void addWindows(
      double[] planes, int[] at, double[] weights, int first, double[] outputs, int count) {
    addFour(planes, at, weights, first, outputs, count);
    addFive(planes, at, weights, first + 4, outputs, count);
  }

  /** Four taps: few enough for the JVM to make vectors of the loop. */
  private static void addFour(
      double[] planes, int[] at, double[] weights, int t, double[] outputs, int count) {
    int a = at[t];
    int b = at[t + 1];
    int c = at[t + 2];
    int d = at[t + 3];
    double u = weights[t];
    double v = weights[t + 1];
    double w = weights[t + 2];
    double x = weights[t + 3];
    for (int i = 0; i < count; i++) {
      double sum = Math.fma(u, planes[a + i], outputs[i]);
      sum = Math.fma(v, planes[b + i], sum);
      sum = Math.fma(w, planes[c + i], sum);
      outputs[i] = Math.fma(x, planes[d + i], sum);
    }
  }

  /** Five taps: as many as the JVM makes vectors of. */
  private static void addFive(
      double[] planes, int[] at, double[] weights, int t, double[] outputs, int count) {
    int a = at[t];
    int b = at[t + 1];
    int c = at[t + 2];
    int d = at[t + 3];
    int e = at[t + 4];
    double u = weights[t];
    double v = weights[t + 1];
    double w = weights[t + 2];
    double x = weights[t + 3];
    double y = weights[t + 4];
    for (int i = 0; i < count; i++) {
      double sum = Math.fma(u, planes[a + i], outputs[i]);
      sum = Math.fma(v, planes[b + i], sum);
      sum = Math.fma(w, planes[c + i], sum);
      sum = Math.fma(x, planes[d + i], sum);
      outputs[i] = Math.fma(y, planes[e + i], sum);
    }
  }

  @Override
  public void addProducts(
      double[] gradient, int count, double[] planes, int[] at, int first, double[] sums) {
    for (int t = first; t < first + AT_A_TIME; t++) {
      for (int i = 0; i < count; i += LANES) {
        addProducts(gradient, i, planes, at[t] + i, sums, t * LANES);
      }
    }
  }

  private static void addProducts(
      double[] gradient, int i, double[] planes, int at, double[] sums, int to) {
    for (int l = 0; l < LANES; l++) {
      sums[to + l] = Math.fma(gradient[i + l], planes[at + l], sums[to + l]);
    }
  }
}
