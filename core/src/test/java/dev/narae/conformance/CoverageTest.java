package dev.narae.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.Autograd;
import dev.narae.Tensor;
import dev.narae.Updates;
import java.lang.reflect.Modifier;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No operator is without a case. */
final class CoverageTest {
  /** Tested by themselves: they change tensors or ask about them. */
  private static final Set<Class<?>> NO_OPERATORS = Set.of(Updates.class, Autograd.class);

  /**
   * Tested by {@link RandomChecks} and {@link DrawChecks}; {@code apply} is what the others are
   * made of.
   */
  private static final Set<String> ELSEWHERE =
      Set.of("apply", "dropout", "dropout2d", "bernoulli", "multinomial", "gumbelSoftmax");

  @Test
  void everyOperatorHasACase() {
    Set<String> covered =
        OpCases.all().stream().map(OpCase::operator).collect(Collectors.toCollection(TreeSet::new));
    Set<String> missing =
        themes(Tensor.class)
            .flatMap(type -> Stream.of(type.getDeclaredMethods()))
            .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic())
            .map(method -> method.getName())
            .filter(name -> !covered.contains(name) && !ELSEWHERE.contains(name))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(Set.of(), missing, "operators without an OpCase");
  }

  /** The interfaces that a tensor is put together from, and those that they extend. */
  static Stream<Class<?>> themes(Class<?> type) {
    return Stream.of(type.getInterfaces())
        .filter(theme -> !NO_OPERATORS.contains(theme))
        .flatMap(theme -> Stream.concat(Stream.of(theme), themes(theme)));
  }

  @Test
  void everyCaseHasSamplesAndItsOwnName() {
    Set<String> names = new TreeSet<>();
    for (OpCase op : OpCases.all()) {
      assertTrue(!op.samples().isEmpty(), op.name() + " has no samples");
      assertTrue(names.add(op.name() + op.samples().getFirst().size()), op.name() + " twice");
    }
  }
}
