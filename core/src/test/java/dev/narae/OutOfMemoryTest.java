package dev.narae;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.narae.spi.Backend;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What happens when a device has no memory left. */
class OutOfMemoryTest {
  private final AtomicInteger attempts = new AtomicInteger();

  /** The reference backend, whose first allocations fail. */
  private Backend failing(int times) {
    Backend real = Backends.open(Device.of("reference"));
    return (Backend)
        Proxy.newProxyInstance(
            Backend.class.getClassLoader(),
            new Class<?>[] {Backend.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("allocate") && attempts.incrementAndGet() <= times) {
                throw new OutOfDeviceMemoryException("full");
              }
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Test
  void unreachableTensorsAreReturnedBeforeAnAllocationFails() {
    Storage storage = Storage.allocate(failing(1), 64);
    assertEquals(2, attempts.get());
    storage.close("the test");
  }

  @Test
  void aFullDeviceIsReported() {
    Backend full = failing(2);
    assertThrows(OutOfDeviceMemoryException.class, () -> Storage.allocate(full, 64));
  }
}
