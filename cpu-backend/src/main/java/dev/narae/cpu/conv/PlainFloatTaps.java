package dev.narae.cpu.conv;

/** The same loops without vectors of our own. */
final class PlainFloatTaps implements FloatTaps {
  @Override
  public void addWindows(
      float[] planes, int[] at, float[] weights, int first, float[] outputs, int count) {
    addFour(planes, at, weights, first, outputs, count);
    addFive(planes, at, weights, first + 4, outputs, count);
  }

  /** Four taps: few enough for the JVM to make vectors of the loop. */
  private static void addFour(
      float[] planes, int[] at, float[] weights, int t, float[] outputs, int count) {
    int a = at[t];
    int b = at[t + 1];
    int c = at[t + 2];
    int d = at[t + 3];
    float u = weights[t];
    float v = weights[t + 1];
    float w = weights[t + 2];
    float x = weights[t + 3];
    for (int i = 0; i < count; i++) {
      float sum = Math.fma(u, planes[a + i], outputs[i]);
      sum = Math.fma(v, planes[b + i], sum);
      sum = Math.fma(w, planes[c + i], sum);
      outputs[i] = Math.fma(x, planes[d + i], sum);
    }
  }

  /** Five taps: as many as the JVM makes vectors of. */
  private static void addFive(
      float[] planes, int[] at, float[] weights, int t, float[] outputs, int count) {
    int a = at[t];
    int b = at[t + 1];
    int c = at[t + 2];
    int d = at[t + 3];
    int e = at[t + 4];
    float u = weights[t];
    float v = weights[t + 1];
    float w = weights[t + 2];
    float x = weights[t + 3];
    float y = weights[t + 4];
    for (int i = 0; i < count; i++) {
      float sum = Math.fma(u, planes[a + i], outputs[i]);
      sum = Math.fma(v, planes[b + i], sum);
      sum = Math.fma(w, planes[c + i], sum);
      sum = Math.fma(x, planes[d + i], sum);
      outputs[i] = Math.fma(y, planes[e + i], sum);
    }
  }

  @Override
  public void addProducts(
      float[] gradient, int count, float[] planes, int[] at, int first, float[] sums) {
    for (int t = first; t < first + AT_A_TIME; t++) {
      for (int i = 0; i < count; i += LANES) {
        addProducts(gradient, i, planes, at[t] + i, sums, t * LANES);
      }
    }
  }

  private static void addProducts(
      float[] gradient, int i, float[] planes, int at, float[] sums, int to) {
    for (int l = 0; l < LANES; l++) {
      sums[to + l] = Math.fma(gradient[i + l], planes[at + l], sums[to + l]);
    }
  }
}
