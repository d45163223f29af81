package dev.narae.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.narae.DType;
import dev.narae.Device;
import dev.narae.Fusion;
import dev.narae.Scope;
import dev.narae.Shape;
import dev.narae.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BinaryOperator;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A chain of elementwise operators gives the same bits as one kernel and one by one. */
class FusionBitsTest {
  private static final int SMALL = 317;
  private static final int LARGE = 40_000;

  /** Calls until a chain is known and its kernel asked for, with some to spare. */
  private static final int ROUNDS = 12;

  private static final List<BinaryOperator<Tensor>> CHAINS =
      List.of(
          (x, y) -> x.mul(2).add(y).relu(),
          (x, y) -> x.mul(2).add(y).mul(y).sub(x).sigmoid(),
          (x, y) -> x.sigmoid().mul(x).add(y.tanh()),
          (x, y) -> x.gt(y).where(x.exp(), y.neg()).div(3),
          (x, y) -> x.sub(y).square().add(1).log().mul(x),
          (x, y) -> x.add(y).gelu().mul(y).add(x));

  private static float[] bits(BinaryOperator<Tensor> chain, Tensor x, Tensor y) {
    return chain.apply(x, y).toFloatArray();
  }

  private static List<float[]> gradients(BinaryOperator<Tensor> chain, Tensor x, Tensor y) {
    Tensor z = chain.apply(x, y);
    z.backward(y.detach());
    List<float[]> all = new ArrayList<>(List.of(z.toFloatArray()));
    for (Tensor leaf : List.of(x, y)) {
      all.add(Objects.requireNonNull(leaf.grad()).toFloatArray());
      leaf.zeroGrad();
    }
    return all;
  }

  private static Tensor random(int size) {
    return Tensor.normal(Shape.of(size), 0, 2, DType.F32);
  }

  private static void forward(Fusion.Level level, int size, int rounds) {
    for (BinaryOperator<Tensor> chain : CHAINS) {
      Tensor x = random(size);
      Tensor y = random(size);
      float[] apart = apart(() -> bits(chain, x, y));
      for (int i = 0; i < rounds; i++) {
        assertArrayEquals(apart, with(level, () -> bits(chain, x, y)));
      }
    }
  }

  private static void backward(Fusion.Level level, int size, int rounds) {
    for (BinaryOperator<Tensor> chain : CHAINS) {
      Tensor x = random(size).requiresGrad(true);
      Tensor y = random(size).requiresGrad(true);
      List<float[]> apart = apart(() -> gradients(chain, x, y));
      for (int i = 0; i < rounds; i++) {
        List<float[]> fused = with(level, () -> gradients(chain, x, y));
        for (int k = 0; k < apart.size(); k++) {
          assertArrayEquals(apart.get(k), fused.get(k), "number " + k);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpu-widest", "cpu-128", "cpu-scalar"})
  void everyChainFused(String device) {
    Device.with(
        Device.of(device),
        () -> {
          forward(Fusion.Level.ALWAYS, SMALL, 1);
          backward(Fusion.Level.ALWAYS, SMALL, 1);
        });
  }

  @Test
  void whereItPays() {
    Device.with(
        Device.cpu(),
        () -> {
          forward(Fusion.Level.AUTO, LARGE, ROUNDS);
          backward(Fusion.Level.AUTO, LARGE, ROUNDS);
        });
  }

  private static <T> T apart(Supplier<T> body) {
    return with(Fusion.Level.OFF, body);
  }

  private static <T> T with(Fusion.Level level, Supplier<T> body) {
    try (Scope _ = Scope.open();
        var _ = Fusion.use(level)) {
      return body.get();
    }
  }
}
