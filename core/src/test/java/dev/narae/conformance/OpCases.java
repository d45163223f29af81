package dev.narae.conformance;

import java.util.List;
import java.util.stream.Stream;

/** All operators. */
final class OpCases {
  private static final List<OpCase> ALL =
      Stream.of(
              UnaryCases.all(),
              ActivationCases.all(),
              ParameterCases.all(),
              RealFunctionCases.all(),
              AdjustmentCases.all(),
              BinaryCases.all(),
              ScalarCases.all(),
              FusionCases.all(),
              ReductionCases.all(),
              StatisticsCases.all(),
              MovementCases.all(),
              JoiningCases.all(),
              StackingCases.all(),
              ReorderingCases.all(),
              SplittingCases.all(),
              RepeatingCases.all(),
              DiagonalCases.all(),
              PaddingCases.all(),
              SlicingCases.all(),
              IndexTensorCases.all(),
              WritingCases.all(),
              MaskingCases.all(),
              EmbeddingCases.all(),
              MatmulCases.all(),
              EinsumCases.all(),
              ProductCases.all(),
              FactorizationCases.all(),
              NormCases.all(),
              IndexingCases.all(),
              ScatteringCases.all(),
              ScanCases.all(),
              OrderingCases.all(),
              WholeCases.all(),
              CountingCases.all(),
              ComparingCases.all(),
              ConvolutionCases.all(),
              ConvolutionFamilyCases.all(),
              TransposedConvolutionCases.all(),
              PoolingCases.all(),
              PoolingFamilyCases.all(),
              AdaptivePoolingCases.all(),
              ResamplingCases.all(),
              GridSampleCases.all(),
              ShuffleCases.all(),
              NormalizationCases.all(),
              BatchNormalizationCases.all(),
              AttentionCases.all(),
              RecurrenceCases.all(),
              ProbabilityCases.all(),
              LossCases.all(),
              ClassLossCases.all(),
              CtcLossCases.all(),
              MetricLossCases.all())
          .flatMap(List::stream)
          .toList();

  private static final List<OpCase> SELECTED =
      ALL.stream().filter(op -> Selection.has(op.name())).toList();

  private OpCases() {}

  static List<OpCase> all() {
    return ALL;
  }

  /** Those that run: all, unless a {@link Selection} is made. */
  static List<OpCase> selected() {
    return SELECTED;
  }
}
