package dev.narae.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.Attention;
import dev.narae.ClassLosses;
import dev.narae.Convolutions;
import dev.narae.Indexing;
import dev.narae.LinearAlgebra;
import dev.narae.Losses;
import dev.narae.Movement;
import dev.narae.Normalizations;
import dev.narae.Ordering;
import dev.narae.Probabilities;
import dev.narae.Reductions;
import dev.narae.Scans;
import dev.narae.Scattering;
import dev.narae.expr.Activations;
import dev.narae.expr.Adjustments;
import dev.narae.expr.Elementwise;
import dev.narae.expr.RealFunctions;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No operator is without a case. */
final class CoverageTest {
  private static final List<Class<?>> OPERATORS =
      List.of(
          Elementwise.class,
          Reductions.class,
          Movement.class,
          LinearAlgebra.class,
          Indexing.class,
          Scattering.class,
          Scans.class,
          Ordering.class,
          Convolutions.class,
          Normalizations.class,
          Attention.class,
          Probabilities.class,
          Activations.class,
          RealFunctions.class,
          Adjustments.class,
          Losses.class,
          ClassLosses.class);

  /** Tested by {@link RandomChecks}; {@code apply} is what the others are made of. */
  private static final Set<String> ELSEWHERE = Set.of("apply", "dropout", "dropout2d");

  @Test
  void everyOperatorHasACase() {
    Set<String> covered =
        OpCases.all().stream()
            .map(op -> op.name().split("[\\[( .]", 2)[0])
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> missing =
        OPERATORS.stream()
            .flatMap(type -> Stream.of(type.getDeclaredMethods()))
            .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic())
            .map(method -> method.getName())
            .filter(name -> !covered.contains(name) && !ELSEWHERE.contains(name))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(Set.of(), missing, "operators without an OpCase");
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
