package dev.narae;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.expr.Kernel;
import dev.narae.spi.Backend;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Elementwise operators that follow each other run as one kernel, and nothing but that shows. */
class FusionTest {
  private static final int LARGE = 1 << 15;

  private final List<Kernel> kernels = new ArrayList<>();

  /** Whether the watched backend has no memory left. */
  private boolean full;

  private Fusion.Mode mode;

  @BeforeEach
  void fuseEverything() {
    mode = Fusion.use(Fusion.Level.ALWAYS);
  }

  @AfterEach
  void restore() {
    mode.close();
  }

  /** The reference backend, which tells what it computes elementwise. */
  @SuppressWarnings("ReferenceEquality") // a proxy is equal to itself alone
  private Backend watched() {
    Backend real = Backends.open(Device.of("reference"));
    return (Backend)
        Proxy.newProxyInstance(
            Backend.class.getClassLoader(),
            new Class<?>[] {Backend.class},
            (proxy, method, arguments) -> {
              switch (method.getName()) {
                case "map" -> kernels.add((Kernel) arguments[0]);
                case "allocate" -> {
                  if (full) {
                    throw new OutOfDeviceMemoryException("full");
                  }
                }
                case "equals" -> {
                  return proxy == arguments[0];
                }
                default -> {}
              }
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  /** A tensor on the watched backend. */
  private static Tensor tensor(Backend backend, double... values) {
    Tensor tensor = Tensor.allocate(backend, Shape.of(values.length), DType.F64);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment data = arena.allocate(values.length * 8L, 64);
      for (int i = 0; i < values.length; i++) {
        data.setAtIndex(ValueLayout.JAVA_DOUBLE, i, values[i]);
      }
      backend.upload(data, tensor.memory().buffer(), 0);
    }
    return tensor;
  }

  private static Tensor onReference(double... values) {
    return Device.with(Device.of("reference"), () -> Tensor.of(values));
  }

  private static Tensor gradient(Tensor leaf) {
    return Objects.requireNonNull(leaf.grad());
  }

  private static void assertValues(Tensor tensor, double... expected) {
    assertArrayEquals(expected, tensor.toDoubleArray());
  }

  @Test
  void aChainIsOneKernel() {
    Backend backend = watched();
    Tensor x = tensor(backend, 1, -2, 3);
    Tensor y = tensor(backend, 10, 1, -20);
    Tensor z = x.mul(2).add(y).relu();
    assertEquals(List.of(), kernels);
    assertValues(z, 12, 0, 0);
    assertEquals(1, kernels.size(), kernels::toString);
    assertEquals(2, kernels.getFirst().inputs());
  }

  @Test
  void memoryThatIsReadTwiceIsOneInput() {
    Backend backend = watched();
    Tensor x = tensor(backend, 1, 2);
    Tensor y = tensor(backend, 3, 4);
    Tensor sum = x.mul(2).add(y);
    assertValues(sum.mul(y).sub(x).add(sum), 5 * 3 - 1 + 5, 8 * 4 - 2 + 8);
    assertEquals(2, kernels.getFirst().inputs());
    assertEquals(1, kernels.getFirst().scalars());
  }

  @Test
  void whatIsOutOfReachIsNeverWritten() {
    Backend backend = watched();
    Tensor x = tensor(backend, 1, 2);
    try (Scope _ = Scope.open()) {
      Tensor unused = x.add(1).mul(3);
      assertFalse(unused.isClosed());
    }
    assertEquals(List.of(), kernels);
  }

  @Test
  void aChangeInPlaceComesAfterWhatWasComputedBefore() {
    Backend backend = watched();
    Tensor x = tensor(backend, 1, 2);
    Tensor y = x.add(1).mul(3);
    x.addInPlace(100);
    assertValues(y, 6, 9);
    assertValues(x, 101, 102);
  }

  @Test
  void aChangeOfAViewComesAfterWhatWasComputedBefore() {
    Backend backend = watched();
    Tensor x = tensor(backend, 1, 2, 3);
    Tensor y = x.add(1);
    x.narrow(0, 1, 1).fill(50);
    assertValues(y, 2, 3, 4);
    Tensor z = x.mul(2);
    x.setAt("0", 7);
    assertValues(z, 2, 100, 6);
    assertValues(x, 7, 50, 3);
  }

  @Test
  void aWaitingResultCanBeChangedInPlace() {
    Backend backend = watched();
    Tensor x = tensor(backend, 1, 2);
    Tensor y = x.add(1);
    Tensor z = y.mul(10);
    y.addInPlace(y).narrow(0, 0, 1).zero();
    assertValues(y, 0, 6);
    assertValues(z, 20, 30);
  }

  @Test
  void viewsOfWaitingResultsShowTheirElements() {
    Backend backend = watched();
    Tensor x = tensor(backend, 1, 2, 3, 4);
    Tensor y = x.add(1);
    Tensor turned = y.reshape(2, 2).transpose(0, 1);
    assertValues(turned.mul(2).add(turned), 6, 12, 9, 15);
    assertValues(y.flip(0).add(y), 7, 7, 7, 7);
  }

  @Test
  void resultsOutliveTheScopeOfWhatTheyAreComputedFrom() {
    Backend backend = watched();
    Tensor kept;
    Tensor lost;
    try (Scope scope = Scope.open("the inner")) {
      Tensor x = tensor(backend, 1, 2);
      lost = x.add(1);
      kept = scope.keep(lost.mul(2));
    }
    assertValues(kept, 4, 6);
    ClosedTensorException e = assertThrows(ClosedTensorException.class, () -> lost.add(1));
    assertTrue(String.valueOf(e.getMessage()).contains("the inner"), e.toString());
  }

  @Test
  void aScopeReturnsItsMemoryAtItsEnd() {
    Backend backend = Backends.open(Device.of("reference"));
    Reclaimer.collectNow();
    long before = backend.memory().live();
    Tensor kept;
    try (Scope scope = Scope.open()) {
      Tensor x = Device.with(Device.of("reference"), () -> Tensor.ones(1000));
      kept = scope.keep(x.add(1).mul(2));
    }
    long after = backend.memory().live();
    assertTrue(after - before < 8000, () -> "%d bytes more".formatted(after - before));
    assertEquals(4, kept.sum().item() / 1000);
  }

  @Test
  void errorsComeFromTheCallThatIsWrong() {
    Backend backend = watched();
    Tensor x = tensor(backend, 1, 2).add(1);
    Tensor y = tensor(backend, 1, 2, 3).add(1);
    assertThrows(ShapeException.class, () -> x.add(y));
    assertThrows(DTypeException.class, () -> x.bitwiseNot());
    assertEquals(List.of(), kernels);
  }

  @Test
  void masksAndConditionsAreTakenIn() {
    Backend backend = watched();
    Tensor x = tensor(backend, 1, -2, 3);
    Tensor z = x.gt(0).where(x.mul(2), x.neg()).sub(1);
    assertValues(z, 1, 1, 5);
    assertEquals(1, kernels.size());
  }

  @Test
  void otherDTypesAreRoundedWhereTheyWouldBe() {
    Device.with(
        Device.of("reference"),
        () -> {
          Tensor x = Tensor.of(new double[] {0.1, 300.7, -3.9});
          assertValues(x.to(DType.F32).to(DType.F64), 0.1f, 300.7f, -3.9f);
          assertValues(x.to(DType.I32).add(1).to(DType.F64), 1, 301, -2);
          assertValues(x.to(DType.I32).to(DType.I8).to(DType.I32), 0, 44, -3);
          assertValues(x.to(DType.BF16).mul(2).to(DType.F64), 0.2001953125, 600, -7.8125);
        });
  }

  @Test
  void broadcastResultsAreComputedOnce() {
    Backend backend = watched();
    Tensor x = tensor(backend, 1, 2);
    Tensor y = x.add(1);
    assertValues(y.expand(2, 2).mul(3), 6, 9, 6, 9);
    assertEquals(2, kernels.size());
  }

  @Test
  void gradientsAreTheSame() {
    Tensor x = onReference(1, -2, 3).requiresGrad(true);
    Tensor y = onReference(0.5, 0.25, -1).requiresGrad(true);
    Tensor z = x.mul(2).add(y).mul(y).sub(x).sigmoid();
    z.backward(Tensor.onesLike(z));
    double[] ours = gradient(x).toDoubleArray();
    double[] second = gradient(y).toDoubleArray();
    x.zeroGrad();
    y.zeroGrad();
    try (var _ = Fusion.use(Fusion.Level.OFF)) {
      Tensor again = x.mul(2).add(y).mul(y).sub(x).sigmoid();
      again.backward(Tensor.onesLike(again));
      assertArrayEquals(ours, gradient(x).toDoubleArray(), 1e-15);
      assertArrayEquals(second, gradient(y).toDoubleArray(), 1e-15);
    }
  }

  @Test
  void gradientsAreWrittenWhenBackwardReturns() {
    Tensor x = onReference(1, -2, 3).requiresGrad(true);
    x.mul(2).add(1).relu().sum().backward();
    assertFalse(gradient(x).storage().isWaiting());
    assertValues(gradient(x), 2, 0, 2);
  }

  @Test
  void anotherThreadReadsTheElements() {
    Backend backend = watched();
    Tensor x = tensor(backend, 1, 2);
    Tensor y = x.add(1).mul(2);
    assertArrayEquals(new double[] {4, 6}, CompletableFuture.supplyAsync(y::toDoubleArray).join());
    Tensor z = x.add(5);
    CompletableFuture.runAsync(() -> x.fill(0)).join();
    assertValues(z, 6, 7);
  }

  @Test
  void sharedMemoryIsReadAtTheCall() {
    try (Arena arena = Arena.ofShared()) {
      MemorySegment data = arena.allocate(16, 64);
      Tensor x = Tensor.fromSegment(data, Shape.of(2), DType.F64, Device.of("reference"));
      Tensor y = x.add(1).mul(2);
      data.setAtIndex(ValueLayout.JAVA_DOUBLE, 0, 9);
      assertValues(y, 2, 2);
    }
  }

  @Test
  void theCollectorFindsWhatWaitsForNobody() {
    Backend backend = Backends.open(Device.of("reference"));
    Tensor x = Device.with(Device.of("reference"), () -> Tensor.ones(1000));
    Reclaimer.collectNow();
    long before = backend.memory().live();
    for (int i = 0; i < 100; i++) {
      x.add(1).mul(2);
    }
    Reclaimer.collectNow();
    Reclaimer.collectNow();
    long after = backend.memory().live();
    assertTrue(after - before <= 8000, () -> "%d bytes more".formatted(after - before));
  }

  @Test
  void longChainsAreCut() {
    Backend backend = watched();
    Tensor x = tensor(backend, 0, 1);
    Tensor y = x;
    for (int i = 0; i < 1000; i++) {
      y = y.add(1);
    }
    assertValues(y, 1000, 1001);
    assertTrue(kernels.size() > 5 && kernels.size() < 100, () -> kernels.size() + " kernels");
  }

  /** The numbers 0, 1, … in a tensor large enough for chains to be looked for. */
  private static Tensor large(Backend backend) {
    double[] values = new double[LARGE];
    Arrays.setAll(values, i -> i);
    return tensor(backend, values);
  }

  @Test
  void aChainThatComesUpAgainAndAgainIsOneKernel() {
    Backend backend = watched();
    Tensor x = large(backend);
    Tensor y = large(backend);
    try (var _ = Fusion.use(Fusion.Level.AUTO)) {
      for (int i = 0; i < 20; i++) {
        kernels.clear();
        Tensor z = x.mul(2).add(y).relu();
        assertTrue(kernels.size() == (i < 6 ? 3 : 1), () -> kernels.size() + " kernels");
        assertFalse(z.storage().isWaiting());
        assertEquals(300, z.narrow(0, 100, 1).item());
      }
    }
  }

  @Test
  void aKnownChainDoesNotHideOneThatBeginsEarlier() {
    Backend backend = watched();
    Tensor x = large(backend);
    try (var _ = Fusion.use(Fusion.Level.AUTO)) {
      for (int i = 0; i < 20; i++) {
        x.add(x).relu();
      }
      for (int i = 0; i < 40; i++) {
        kernels.clear();
        x.mul(2).add(x).relu();
      }
    }
    assertEquals(1, kernels.size(), kernels::toString);
  }

  @Test
  void whatIsReadNeverthelessIsNotComputedTwiceForLong() {
    Backend backend = watched();
    Tensor x = large(backend);
    try (var _ = Fusion.use(Fusion.Level.AUTO)) {
      for (int i = 0; i < 40; i++) {
        kernels.clear();
        Tensor y = x.add(1);
        Tensor z = y.mul(2).sub(1);
        double sum = z.narrow(0, 1, 1).item() + y.narrow(0, 1, 1).item();
        assertEquals(5, sum);
        if (i > 30) {
          assertEquals("add", kernels.getFirst().body().toString().substring(0, 3));
        }
      }
    }
  }

  @Test
  void smallTensorsAreLeftAlone() {
    Backend backend = watched();
    Tensor x = tensor(backend, 1, 2);
    try (var _ = Fusion.use(Fusion.Level.AUTO)) {
      for (int i = 1; i <= 20; i++) {
        x.mul(2).add(x).relu();
        assertEquals(3 * i, kernels.size());
      }
    }
  }

  @Test
  void withGradientsOnlyLargerTensorsAreJoined() {
    Backend backend = watched();
    Tensor x = large(backend).requiresGrad(true);
    try (var _ = Fusion.use(Fusion.Level.AUTO)) {
      for (int i = 1; i <= 20; i++) {
        x.mul(2).add(x).relu();
        assertEquals(3 * i, kernels.size());
      }
    }
  }

  @Test
  void aLackOfMemoryShowsAtTheCall() {
    Backend backend = watched();
    Tensor x = tensor(backend, 1, 2);
    Tensor y = x.add(1);
    full = true;
    assertThrows(OutOfDeviceMemoryException.class, () -> y.mul(2));
    full = false;
    assertValues(y.mul(2), 4, 6);
  }

  @Test
  void switchedOffEveryOperatorIsAKernel() {
    Backend backend = watched();
    Tensor x = tensor(backend, 1, 2);
    try (var _ = Fusion.use(Fusion.Level.OFF)) {
      assertEquals(Fusion.Level.OFF, Fusion.level());
      x.mul(2).add(x).relu();
    }
    assertEquals(Fusion.Level.ALWAYS, Fusion.level());
    assertEquals(3, kernels.size());
  }

  @Test
  void anUnknownLevelIsRefused() {
    String before = System.getProperty("narae.fusion", "true");
    System.setProperty("narae.fusion", "perhaps");
    try {
      IllegalArgumentException e = assertThrows(IllegalArgumentException.class, Fusion::fromSystem);
      assertEquals(
          "fusion: system property narae.fusion is 'perhaps'; give true, false or always",
          e.getMessage());
    } finally {
      System.setProperty("narae.fusion", before);
    }
  }
}
