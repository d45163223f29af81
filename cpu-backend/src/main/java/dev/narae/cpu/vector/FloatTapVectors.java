package dev.narae.cpu.vector;

import dev.narae.cpu.conv.FloatTaps;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Loops over taps of F32 with vectors. {@link SpeciesCopy} makes a copy of this class for each
 * width of vectors. The nine sums of a vector of lanes stay in registers over the whole run.
 */
final class FloatTapVectors implements FloatTaps {
  private static final VectorSpecies<Float> SPECIES = SpeciesCopy.species(MethodHandles.lookup());

  @Override
  public void addWindows(
      float[] planes, int[] at, float[] weights, int first, float[] outputs, int count) {
    int a0 = at[first];
    int a1 = at[first + 1];
    int a2 = at[first + 2];
    int a3 = at[first + 3];
    int a4 = at[first + 4];
    int a5 = at[first + 5];
    int a6 = at[first + 6];
    int a7 = at[first + 7];
    int a8 = at[first + 8];
    FloatVector w0 = FloatVector.broadcast(SPECIES, weights[first]);
    FloatVector w1 = FloatVector.broadcast(SPECIES, weights[first + 1]);
    FloatVector w2 = FloatVector.broadcast(SPECIES, weights[first + 2]);
    FloatVector w3 = FloatVector.broadcast(SPECIES, weights[first + 3]);
    FloatVector w4 = FloatVector.broadcast(SPECIES, weights[first + 4]);
    FloatVector w5 = FloatVector.broadcast(SPECIES, weights[first + 5]);
    FloatVector w6 = FloatVector.broadcast(SPECIES, weights[first + 6]);
    FloatVector w7 = FloatVector.broadcast(SPECIES, weights[first + 7]);
    FloatVector w8 = FloatVector.broadcast(SPECIES, weights[first + 8]);
    for (int i = 0; i < count; i += SPECIES.length()) {
      FloatVector sum = load(outputs, i);
      sum = load(planes, a0 + i).lanewise(VectorOperators.FMA, w0, sum);
      sum = load(planes, a1 + i).lanewise(VectorOperators.FMA, w1, sum);
      sum = load(planes, a2 + i).lanewise(VectorOperators.FMA, w2, sum);
      sum = load(planes, a3 + i).lanewise(VectorOperators.FMA, w3, sum);
      sum = load(planes, a4 + i).lanewise(VectorOperators.FMA, w4, sum);
      sum = load(planes, a5 + i).lanewise(VectorOperators.FMA, w5, sum);
      sum = load(planes, a6 + i).lanewise(VectorOperators.FMA, w6, sum);
      sum = load(planes, a7 + i).lanewise(VectorOperators.FMA, w7, sum);
      sum = load(planes, a8 + i).lanewise(VectorOperators.FMA, w8, sum);
      store(sum, outputs, i);
    }
  }

  @Override
  public void addProducts(
      float[] gradient, int count, float[] planes, int[] at, int first, float[] sums) {
    for (int lane = 0; lane < LANES; lane += SPECIES.length()) {
      add(gradient, count, planes, at, first, sums, lane);
    }
  }

  private static void add(
      float[] gradient, int count, float[] planes, int[] at, int first, float[] sums, int lane) {
    int a0 = at[first] + lane;
    int a1 = at[first + 1] + lane;
    int a2 = at[first + 2] + lane;
    int a3 = at[first + 3] + lane;
    int a4 = at[first + 4] + lane;
    int a5 = at[first + 5] + lane;
    int a6 = at[first + 6] + lane;
    int a7 = at[first + 7] + lane;
    int a8 = at[first + 8] + lane;
    int to = first * LANES + lane;
    FloatVector v0 = load(sums, to);
    FloatVector v1 = load(sums, to + LANES);
    FloatVector v2 = load(sums, to + 2 * LANES);
    FloatVector v3 = load(sums, to + 3 * LANES);
    FloatVector v4 = load(sums, to + 4 * LANES);
    FloatVector v5 = load(sums, to + 5 * LANES);
    FloatVector v6 = load(sums, to + 6 * LANES);
    FloatVector v7 = load(sums, to + 7 * LANES);
    FloatVector v8 = load(sums, to + 8 * LANES);
    for (int i = 0; i < count; i += LANES) {
      FloatVector x = load(gradient, lane + i);
      v0 = load(planes, a0 + i).lanewise(VectorOperators.FMA, x, v0);
      v1 = load(planes, a1 + i).lanewise(VectorOperators.FMA, x, v1);
      v2 = load(planes, a2 + i).lanewise(VectorOperators.FMA, x, v2);
      v3 = load(planes, a3 + i).lanewise(VectorOperators.FMA, x, v3);
      v4 = load(planes, a4 + i).lanewise(VectorOperators.FMA, x, v4);
      v5 = load(planes, a5 + i).lanewise(VectorOperators.FMA, x, v5);
      v6 = load(planes, a6 + i).lanewise(VectorOperators.FMA, x, v6);
      v7 = load(planes, a7 + i).lanewise(VectorOperators.FMA, x, v7);
      v8 = load(planes, a8 + i).lanewise(VectorOperators.FMA, x, v8);
    }
    store(v0, sums, to);
    store(v1, sums, to + LANES);
    store(v2, sums, to + 2 * LANES);
    store(v3, sums, to + 3 * LANES);
    store(v4, sums, to + 4 * LANES);
    store(v5, sums, to + 5 * LANES);
    store(v6, sums, to + 6 * LANES);
    store(v7, sums, to + 7 * LANES);
    store(v8, sums, to + 8 * LANES);
  }

  private static FloatVector load(float[] array, int at) {
    return FloatVector.fromArray(SPECIES, array, at);
  }

  private static void store(FloatVector values, float[] array, int at) {
    // As in Lanewise: intoArray is final, and needs to know the class.
    var _ = values.length();
    values.intoArray(array, at);
  }
}
