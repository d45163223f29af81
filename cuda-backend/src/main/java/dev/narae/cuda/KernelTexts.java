package dev.narae.cuda;

import dev.narae.DType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentHashMap;

/** The kernels' sources that are written by hand, and the names that CUDA C has for dtypes. */
final class KernelTexts {
  private static final ConcurrentHashMap<String, String> READ = new ConcurrentHashMap<>();

  private KernelTexts() {}

  /** What comes before every kernel. */
  static String prelude() {
    return text("prelude");
  }

  /** The text of a file of kernels. */
  static String text(String name) {
    return READ.computeIfAbsent(name, KernelTexts::read);
  }

  private static String read(String name) {
    String file = "kernels/%s.cu".formatted(name);
    try (InputStream in = KernelTexts.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(file + " is missing in the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The type of elements in memory. */
  static String stored(DType dtype) {
    return switch (dtype) {
      case BOOL -> "n_bool";
      case U8 -> "unsigned char";
      case I8 -> "signed char";
      case I16 -> "short";
      case I32 -> "int";
      case I64 -> "n_i64";
      case F16 -> "n_f16";
      case BF16 -> "n_bf16";
      case F32 -> "float";
      case F64 -> "double";
    };
  }

  /** The types S of a dtype's elements in memory and T in which it is computed. */
  static String types(DType dtype) {
    return "typedef %s S;\ntypedef %s T;\n".formatted(stored(dtype), stored(dtype.compute()));
  }

  /** The type in which elements are joined: sums and products of F32 run in double precision. */
  static String joined(DType compute, boolean extremum) {
    return compute == DType.F32 && !extremum ? "double" : stored(compute);
  }
}
