package dev.narae.nn;

import dev.narae.DTypeException;
import dev.narae.DeviceException;
import dev.narae.Grad;
import dev.narae.Scope;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Forward passes of modules. */
final class Calls {
  private static final String PREFIX = "in layer ";

  private Calls() {}

  /**
   * Runs a forward pass. While gradients are not recorded, the memory of everything but its results
   * is free on return. A failure names the module.
   *
   * @param results the tensors in what the pass returns
   */
  static <R> R run(Module module, Supplier<R> forward, Function<R, List<Tensor>> results) {
    try {
      return run(forward, results);
    } catch (IllegalArgumentException | IndexOutOfBoundsException | DeviceException failure) {
      throw located(module, failure);
    }
  }

  private static <R> R run(Supplier<R> forward, Function<R, List<Tensor>> results) {
    if (Grad.isEnabled()) {
      return forward.get();
    }
    try (Scope scope = Scope.open()) {
      R result = forward.get();
      results.apply(result).forEach(scope::keep);
      return result;
    }
  }

  /** The failure with the name of the innermost module it came from, if that is part of another. */
  private static RuntimeException located(Module module, RuntimeException failure) {
    String path = module.path();
    String problem = String.valueOf(failure.getMessage());
    if (path.isEmpty() || problem.startsWith(PREFIX)) {
      return failure;
    }
    String message = "%s'%s', %s: %s".formatted(PREFIX, path, module.kind(), problem);
    @Nullable RuntimeException located =
        switch (failure) {
          case ShapeException _ -> new ShapeException(message);
          case DTypeException _ -> new DTypeException(message);
          case DeviceException _ -> new DeviceException(message);
          case IndexOutOfBoundsException _ -> new IndexOutOfBoundsException(message);
          default -> null;
        };
    if (located == null) {
      return failure;
    }
    located.initCause(failure);
    return located;
  }
}
