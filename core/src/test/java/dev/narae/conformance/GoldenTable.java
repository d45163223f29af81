package dev.narae.conformance;

import dev.narae.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Calls of operators by their golden names, each with the arguments it understands. */
final class GoldenTable {
  private final Map<String, Entry> entries = new HashMap<>();

  /** A call of an operator with any number of results. */
  interface Call {
    /**
     * Runs the operator.
     *
     * @param in the inputs
     * @param extra the case's further arrays by name, as tensors
     * @param args the case's arguments
     */
    List<Tensor> run(List<Tensor> in, Map<String, Tensor> extra, GoldenCase args);
  }

  /** A call of an operator with one result. */
  interface Single {
    /** As {@link Call#run}. */
    Tensor run(List<Tensor> in, Map<String, Tensor> extra, GoldenCase args);
  }

  private record Entry(Set<String> arguments, Call call) {}

  /**
   * An operator with one result.
   *
   * @param arguments names, or name=value where only that value is understood
   */
  void put(String op, Single call, String... arguments) {
    putAll(op, (in, extra, args) -> List.of(call.run(in, extra, args)), arguments);
  }

  /** An operator with several results. */
  void putAll(String op, Call call, String... arguments) {
    if (entries.put(op, new Entry(Set.of(arguments), call)) != null) {
      throw new IllegalStateException("golden operator " + op + " is listed twice");
    }
  }

  /** An operator of one tensor without arguments. */
  void unary(String op, UnaryOperator<Tensor> call) {
    put(op, (in, extra, args) -> call.apply(in.get(0)));
  }

  /** An operator of two tensors without arguments. */
  void binary(String op, BinaryOperator<Tensor> call) {
    put(op, (in, extra, args) -> call.apply(in.get(0), in.get(1)));
  }

  /** The call for a case, if the operator and all the case's arguments are listed. */
  Optional<Call> find(GoldenCase golden) {
    return Optional.ofNullable(entries.get(golden.op()))
        .filter(entry -> golden.hasOnly(entry.arguments))
        .map(Entry::call);
  }

  /** A further array of a case. */
  static Tensor array(Map<String, Tensor> extra, String name) {
    @Nullable Tensor tensor = extra.get(name);
    if (tensor == null) {
      throw new IllegalStateException("the case has no array " + name);
    }
    return tensor;
  }
}
