package dev.narae.cuda;

import dev.narae.DeviceException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What system properties say about the use of GPUs.
 *
 * @param memoryLimit the most bytes to reserve on each GPU, from {@code narae.cuda.memory.limit}
 * @param debug whether each operation waits for its end and reports its own errors, from {@code
 *     narae.cuda.debug}
 * @param tf32 whether products of F32 may round their factors to TF32, from {@code narae.cuda.tf32}
 * @param libraries whether cuBLAS and cuDNN are used if they are there, from {@code
 *     narae.cuda.libraries}
 * @param measure whether cuDNN's algorithms are measured when a convolution is first computed, from
 *     {@code narae.cuda.conv.measure}; else its heuristic chooses
 * @param cache where compiled kernels are kept, from {@code narae.cuda.cache}; empty for nowhere
 */
record CudaOptions(
    long memoryLimit,
    boolean debug,
    boolean tf32,
    boolean libraries,
    boolean measure,
    Optional<Path> cache) {
  /** The property that makes errors surface where they are caused. */
  static final String DEBUG = "narae.cuda.debug";

  /** The property that names the folder of compiled kernels. */
  static final String CACHE = "narae.cuda.cache";

  private static final String MEMORY_LIMIT = "narae.cuda.memory.limit";
  private static final String TF32 = "narae.cuda.tf32";
  private static final String LIBRARIES = "narae.cuda.libraries";
  private static final String MEASURE = "narae.cuda.conv.measure";
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,12})([kmgt]?)");

  /**
   * The options in force.
   *
   * @throws DeviceException if a property has a value that makes no sense
   */
  static CudaOptions fromSystem() {
    return parse(System::getProperty, System::getenv);
  }

  /** The options of given properties and environment. */
  static CudaOptions parse(
      Function<String, @Nullable String> properties,
      Function<String, @Nullable String> environment) {
    return new CudaOptions(
        memoryLimit(properties.apply(MEMORY_LIMIT)),
        truth(DEBUG, properties.apply(DEBUG), false),
        truth(TF32, properties.apply(TF32), false),
        truth(LIBRARIES, properties.apply(LIBRARIES), true),
        truth(MEASURE, properties.apply(MEASURE), false),
        cache(properties, environment));
  }

  private static boolean truth(String name, @Nullable String text, boolean otherwise) {
    if (text == null) {
      return otherwise;
    }
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "true", "" -> true;
      case "false" -> false;
      default -> throw bad(name, text, "true or false");
    };
  }

  private static long memoryLimit(@Nullable String text) {
    if (text == null) {
      return Long.MAX_VALUE;
    }
    Matcher matcher = SIZE.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw bad(MEMORY_LIMIT, text, "a number of bytes, or one with k, m, g or t, as in 4g");
    }
    int shift =
        matcher.group(2).isEmpty() ? 0 : 10 * ("kmgt".indexOf(matcher.group(2).charAt(0)) + 1);
    long value = Long.parseLong(matcher.group(1));
    return value > Long.MAX_VALUE >> shift ? Long.MAX_VALUE : value << shift;
  }

  private static Optional<Path> cache(
      Function<String, @Nullable String> properties,
      Function<String, @Nullable String> environment) {
    String named = properties.apply(CACHE);
    if (named != null && named.strip().equals("off")) {
      return Optional.empty();
    }
    try {
      if (named != null && !named.isBlank()) {
        return Optional.of(Path.of(named.strip()));
      }
      String shared = environment.apply("XDG_CACHE_HOME");
      String home = properties.apply("user.home");
      if (shared != null && !shared.isBlank()) {
        return Optional.of(Path.of(shared, "narae", "cuda"));
      }
      return home == null || home.isBlank()
          ? Optional.empty()
          : Optional.of(Path.of(home, ".cache", "narae", "cuda"));
    } catch (InvalidPathException e) {
      throw bad(CACHE, String.valueOf(named), "a folder, or off");
    }
  }

  private static DeviceException bad(String property, String text, String wanted) {
    return new DeviceException(
        "cuda: system property %s is '%s'; give %s".formatted(property, text, wanted));
  }
}
