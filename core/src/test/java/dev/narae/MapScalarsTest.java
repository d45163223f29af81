package dev.narae;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.narae.expr.Kernel;
import dev.narae.spi.Backend;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Numbers among the arguments of a user's function do not become part of its kernels. */
final class MapScalarsTest {
  private final Set<Kernel> kernels = Collections.newSetFromMap(new IdentityHashMap<>());

  /** A backend that notes the kernels it is given; it equals itself. */
  @SuppressWarnings("ReferenceEquality")
  private Backend noting(Backend backend) {
    return (Backend)
        Proxy.newProxyInstance(
            Backend.class.getClassLoader(),
            new Class<?>[] {Backend.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("equals")) {
                return proxy == arguments[0];
              }
              if (method.getName().equals("map")) {
                kernels.add((Kernel) arguments[0]);
              }
              try {
                return method.invoke(backend, arguments);
              } catch (InvocationTargetException e) {
                throw Objects.requireNonNull(e.getCause());
              }
            });
  }

  @Test
  void oneKernelServesAllValues() {
    Backend backend = noting(Tensor.ones(1).storage().backend());
    Tensor x = Tensor.allocate(backend, Shape.of(3), DType.F64).fill(2);
    kernels.clear();
    for (int i = 1; i <= 50; i++) {
      double s = i / 10.0;
      Tensor y = Tensor.map((v, k) -> v.mul(k).sin(), x, s);
      double expected = Math.sin(2 * s);
      assertArrayEquals(new double[] {expected, expected, expected}, y.toDoubleArray(), 1e-12);
    }
    assertEquals(1, kernels.size());
  }

  @Test
  void gradientsOfAnyOrderShareTheirKernelsToo() {
    Backend backend = noting(Tensor.ones(1).storage().backend());
    Tensor x = Tensor.allocate(backend, Shape.of(3), DType.F64).fill(2).requiresGrad(true);
    int after = 0;
    for (int i = 1; i <= 20; i++) {
      double s = i / 10.0;
      Tensor y = Tensor.mapAll(in -> in.get(0).mul(in.get(1)).sin(), List.of(x), s);
      Tensor upstream = Tensor.allocate(backend, Shape.of(3), DType.F64).fill(1);
      Grad.Options options = Grad.Options.DEFAULT.withUpstream(upstream);
      Tensor first = Grad.of(List.of(y), List.of(x), options.creatingGraph()).getFirst();
      Tensor second = Grad.of(List.of(first), List.of(x), options).getFirst();
      assertEquals(s * Math.cos(2 * s), first.toDoubleArray()[0], 1e-12);
      assertEquals(-s * s * Math.sin(2 * s), second.toDoubleArray()[0], 1e-12);
      after = i == 1 ? kernels.size() : after;
    }
    assertEquals(after, kernels.size());
  }
}
