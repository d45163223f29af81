package dev.narae.cpu;

import dev.narae.DeviceException;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What system properties say about the processor's use.
 *
 * @param threads how many threads compute, from {@code narae.threads}
 * @param vectorBits 512, 256 or 128, or 0 for scalar loops, from {@code narae.vector.bits}
 * @param memoryLimit the most bytes to reserve, from {@code narae.memory.limit}
 * @param winograd whether convolutions may be computed by transforms, which is faster and less
 *     exact, from {@code narae.conv.winograd}
 */
record CpuOptions(int threads, int vectorBits, long memoryLimit, boolean winograd) {
  private static final String THREADS = "narae.threads";
  private static final String VECTOR_BITS = "narae.vector.bits";
  private static final String MEMORY_LIMIT = "narae.memory.limit";
  private static final String WINOGRAD = "narae.conv.winograd";
  private static final int MOST_THREADS = 1024;
  private static final Set<Integer> WIDTHS = Set.of(0, 128, 256, 512);
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,12})([kmgt]?)");

  /** Options with all else as it is by default. */
  CpuOptions(int threads, int vectorBits, long memoryLimit) {
    this(threads, vectorBits, memoryLimit, true);
  }

  /**
   * The options in force.
   *
   * @throws DeviceException if a property has a value that makes no sense here
   */
  static CpuOptions fromSystem() {
    return parse(name -> System.getProperty(name), VectorUnit.widestBits());
  }

  /**
   * The options of given properties on a machine whose vectors have at most {@code widest} bits.
   */
  static CpuOptions parse(Function<String, @Nullable String> properties, int widest) {
    return new CpuOptions(
        threads(properties.apply(THREADS)),
        vectorBits(properties.apply(VECTOR_BITS), widest),
        memoryLimit(properties.apply(MEMORY_LIMIT)),
        winograd(properties.apply(WINOGRAD)));
  }

  private static int threads(@Nullable String text) {
    if (text == null) {
      return Runtime.getRuntime().availableProcessors();
    }
    int threads = number(text);
    if (threads < 1 || threads > MOST_THREADS) {
      throw bad(THREADS, text, "a number of threads from 1 to " + MOST_THREADS);
    }
    return threads;
  }

  private static int vectorBits(@Nullable String text, int widest) {
    if (text == null) {
      return widest;
    }
    int bits = number(text);
    if (!WIDTHS.contains(bits)) {
      throw bad(VECTOR_BITS, text, "512, 256 or 128, or 0 for scalar loops");
    }
    if (bits > widest) {
      throw bad(VECTOR_BITS, text, "at most " + widest + ", all that is available here");
    }
    return bits;
  }

  private static long memoryLimit(@Nullable String text) {
    if (text == null) {
      return Long.MAX_VALUE;
    }
    Matcher matcher = SIZE.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw bad(MEMORY_LIMIT, text, "a number of bytes, or one with k, m, g or t, as in 4g");
    }
    int power = "kmgt".indexOf(matcher.group(2)) + 1;
    int shift = matcher.group(2).isEmpty() ? 0 : 10 * power;
    long value = Long.parseLong(matcher.group(1));
    return value > Long.MAX_VALUE >> shift ? Long.MAX_VALUE : value << shift;
  }

  private static boolean winograd(@Nullable String text) {
    if (text == null) {
      return true;
    }
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw bad(WINOGRAD, text, "true or false");
    };
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(text.strip());
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private static DeviceException bad(String property, String text, String wanted) {
    return new DeviceException(
        "cpu: system property %s is '%s'; give %s".formatted(property, text, wanted));
  }
}
