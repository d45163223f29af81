package dev.narae.conformance;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One call of an operator in PyTorch.
 *
 * @param id its number
 * @param op the operator
 * @param arguments by name; {@code "extra"} stands for an array
 * @param arrays by name: in0, out0, up0, grad0 and the extras
 * @param gradients the inputs that have a gradient
 */
record GoldenCase(
    String id,
    String op,
    Map<String, Object> arguments,
    Map<String, GoldenData.Saved> arrays,
    List<Integer> gradients) {

  static GoldenCase of(Map<?, ?> json, Map<String, GoldenData.Saved> all) {
    String id = String.valueOf(json.get("id"));
    Map<String, Object> arguments = new LinkedHashMap<>();
    ((Map<?, ?>) member(json, "args")).forEach((k, v) -> arguments.put((String) k, v));
    Map<String, GoldenData.Saved> own = new LinkedHashMap<>();
    all.forEach(
        (name, array) -> {
          if (name.startsWith(id + ".")) {
            own.put(name.substring(id.length() + 1), array);
          }
        });
    List<Integer> gradients =
        ((List<?>) member(json, "grads")).stream().map(g -> ((Long) g).intValue()).toList();
    return new GoldenCase(id, String.valueOf(json.get("op")), arguments, own, gradients);
  }

  static Object member(Map<?, ?> json, String name) {
    Object value = json.get(name);
    if (value == null) {
      throw new IllegalStateException("a golden case lacks " + name);
    }
    return value;
  }

  /** Whether every argument is among those a table entry knows, as a name or name=value. */
  boolean hasOnly(Set<String> known) {
    return arguments.entrySet().stream()
        .allMatch(
            a -> known.contains(a.getKey()) || known.contains(a.getKey() + "=" + a.getValue()));
  }

  GoldenData.Saved array(String name) {
    GoldenData.Saved saved = arrays.get(name);
    if (saved == null) {
      throw new IllegalStateException("golden case %s lacks %s".formatted(id, name));
    }
    return saved;
  }

  int count(String prefix) {
    int count = 0;
    while (arrays.containsKey(prefix + count)) {
      count++;
    }
    return count;
  }

  private @Nullable Object argument(String name) {
    return arguments.get(name);
  }

  boolean has(String name) {
    return argument(name) != null;
  }

  double real(String name) {
    return argument(name) instanceof Number number ? number.doubleValue() : Double.NaN;
  }

  int whole(String name) {
    return (int) real(name);
  }

  boolean truth(String name) {
    return Boolean.TRUE.equals(argument(name));
  }

  /** A word; empty if there is none. */
  String text(String name) {
    return argument(name) instanceof String word ? word : "";
  }

  /** A list of whole numbers; a single one counts as a list, and none as an empty one. */
  int[] ints(String name) {
    return switch (argument(name)) {
      case List<?> list -> list.stream().mapToInt(n -> ((Long) n).intValue()).toArray();
      case Long one -> new int[] {one.intValue()};
      case null, default -> new int[0];
    };
  }

  long[] longs(String name) {
    int[] ints = ints(name);
    long[] result = new long[ints.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = ints[i];
    }
    return result;
  }

  @Override
  public String toString() {
    return "%s %s %s".formatted(id, op, arguments);
  }
}
