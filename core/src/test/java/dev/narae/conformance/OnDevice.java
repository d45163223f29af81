package dev.narae.conformance;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.narae.Device;
import dev.narae.Scope;
import java.util.function.Supplier;
import org.junit.jupiter.api.DynamicTest;

/**
 * Tests that run with one device as the default, and free what they allocate.
 *
 * @param device the device
 */
public record OnDevice(Device device) {
  static final Device REFERENCE = Device.of("reference");

  /** No backend has this name: whatever uses the default device instead of its inputs' fails. */
  private static final Device ABSENT = Device.of("absent");

  /** Runs an operator whose inputs alone must decide where it computes. */
  static <T> T withoutDefault(Supplier<T> body) {
    return Device.with(ABSENT, body);
  }

  /** A test of this name, in a scope of its own. */
  public DynamicTest test(String name, Runnable body) {
    return dynamicTest(
        name,
        () ->
            Device.with(
                device,
                () -> {
                  try (Scope _ = Scope.open(name)) {
                    body.run();
                  }
                }));
  }
}
