package dev.narae.cuda;

import dev.narae.expr.Expr;
import dev.narae.expr.Kernel;
import dev.narae.expr.Trees;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Prints a kernel's tree as a function of CUDA C, a line for each distinct operator. */
final class TreePrinter {
  private final Kernel kernel;
  private final String type;
  private final int firstScalar;
  private final long changing;
  private final Map<Expr, String> names = new HashMap<>();
  private final StringBuilder lines = new StringBuilder();

  private TreePrinter(Kernel kernel, int firstScalar, long changing) {
    this.kernel = kernel;
    this.type = KernelTexts.stored(kernel.compute());
    this.firstScalar = firstScalar;
    this.changing = changing;
  }

  /**
   * The function {@code n_body(arguments, x0, x1, …, index)}.
   *
   * @param firstScalar the slot of the first runtime scalar
   * @param changing a bit for each scalar whose slot holds the address where it is
   */
  static String print(Kernel kernel, int firstScalar, long changing) {
    return new TreePrinter(kernel, firstScalar, changing).function();
  }

  /** Whether the value depends on where an element is. */
  static boolean readsIndex(Kernel kernel) {
    return Trees.topological(kernel.body()).stream()
        .anyMatch(node -> node instanceof Expr.Index || node instanceof Expr.Uniform);
  }

  private String function() {
    List<Expr> nodes = Trees.topological(kernel.body());
    for (Expr node : nodes) {
      names.put(node, name(node));
    }
    String inputs =
        IntStream.range(0, kernel.inputs())
            .mapToObj(k -> "%s x%d, ".formatted(type, k))
            .collect(Collectors.joining());
    return """
    __device__ inline %s n_body(const n_args<N_SLOTS> &a, %sn_i64 index) {
    %s  return %s;
    }
    """
        .formatted(
            kernel.body().isMask() ? "bool" : type, inputs, lines, names.get(nodes.getLast()));
  }

  private String name(Expr node) {
    return switch (node) {
      case Expr.Arg(int index) -> "x" + index;
      case Expr.Scalar(int index) -> scalar(index);
      case Expr.Const(double value) -> constant(value);
      case Expr.Index _ -> "((%s)index)".formatted(type);
      case Expr.Uniform(int key, int word) ->
          "n_uniform(n_as<%s>(), %s, index, %d)".formatted(type, slot(key), word);
      case Expr.Apply apply -> define(apply);
    };
  }

  private String define(Expr.Apply apply) {
    String name = "t" + names.size();
    String arguments = apply.args().stream().map(names::get).collect(Collectors.joining(", "));
    lines.append(
        "  const %s %s = n_%s(%s);\n"
            .formatted(
                apply.isMask() ? "bool" : type,
                name,
                apply.op().name().toLowerCase(Locale.ROOT),
                arguments));
    return name;
  }

  /** A scalar's 64 bits. */
  private String slot(int index) {
    String slot = "a.v[%d]".formatted(firstScalar + index);
    return (changing >> index & 1) == 0 ? slot : "(*n_pointer<const n_i64>(%s))".formatted(slot);
  }

  private String scalar(int index) {
    return kernel.compute().isFloating()
        ? "((%s)__longlong_as_double(%s))".formatted(type, slot(index))
        : "((%s)%s)".formatted(type, slot(index));
  }

  /** By their bits, so that nothing is rounded on the way. */
  private String constant(double value) {
    return switch (kernel.compute()) {
      case F32 -> "__uint_as_float(0x%08xu)".formatted(Float.floatToRawIntBits((float) value));
      case F64 ->
          "__longlong_as_double((n_i64)0x%016xull)".formatted(Double.doubleToRawLongBits(value));
      case I32 -> "((int)0x%08xu)".formatted((int) value);
      default -> "((n_i64)0x%016xull)".formatted((long) value);
    };
  }
}
