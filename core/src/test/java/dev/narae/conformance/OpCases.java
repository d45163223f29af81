package dev.narae.conformance;

import java.util.List;
import java.util.stream.Stream;

/** All operators. */
final class OpCases {
  private static final List<OpCase> ALL =
      Stream.of(
              UnaryCases.all(),
              ActivationCases.all(),
              BinaryCases.all(),
              ScalarCases.all(),
              FusionCases.all(),
              ReductionCases.all(),
              MovementCases.all(),
              JoiningCases.all(),
              MatmulCases.all(),
              IndexingCases.all(),
              ConvolutionCases.all(),
              PoolingCases.all(),
              ProbabilityCases.all())
          .flatMap(List::stream)
          .toList();

  private OpCases() {}

  static List<OpCase> all() {
    return ALL;
  }
}
