package dev.narae.conformance;

import static dev.narae.Refusals.refusal;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.Tensor;
import java.util.List;
import java.util.function.Supplier;

/**
 * A call that must fail.
 *
 * @param name what is wrong with it
 * @param call runs with the tested device as default
 * @param type the exception's class
 * @param fragments what its message must contain: the operator, the shapes or dtypes, the way out
 */
record ErrorCase(
    String name, Supplier<Tensor> call, Class<? extends Exception> type, List<String> fragments) {

  static ErrorCase of(
      String name, Class<? extends Exception> type, Supplier<Tensor> call, String... fragments) {
    return new ErrorCase(name, call, type, List.of(fragments));
  }

  void check() {
    String message = refusal(type, call::get);
    for (String fragment : fragments) {
      assertTrue(
          message.contains(fragment), () -> "'%s' is not in: %s".formatted(fragment, message));
    }
  }
}
