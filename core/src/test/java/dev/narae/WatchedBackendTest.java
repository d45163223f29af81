package dev.narae;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.narae.spi.Backend;
import java.lang.reflect.Method;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A watched backend does all that the backend behind it does. */
class WatchedBackendTest {
  /** A method that was forgotten would fall back to its default, and nobody would notice. */
  @Test
  void handsOnEveryMethod() {
    List<String> forgotten =
        Stream.of(Backend.class.getDeclaredMethods())
            .filter(method -> !method.isSynthetic())
            .filter(method -> !isDeclared(method))
            .map(Method::getName)
            .toList();
    assertEquals(List.of(), forgotten);
  }

  private static boolean isDeclared(Method method) {
    try {
      var _ = WatchedBackend.class.getDeclaredMethod(method.getName(), method.getParameterTypes());
      return true;
    } catch (NoSuchMethodException e) {
      return false;
    }
  }
}
