package dev.narae.cpu.rows;

import dev.narae.DType;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;

/** The operators on rows of one backend, each made when it is first used. */
public final class RowOperators {
  private final PerDType<Softmaxes> softmaxes;
  private final PerDType<LayerNorms> layerNorms;
  private final PerDType<CrossEntropies> crossEntropies;

  /** Operators that run on {@code rows}. */
  public RowOperators(Rows rows) {
    softmaxes = new PerDType<>(dtype -> new Softmaxes(rows, dtype));
    layerNorms = new PerDType<>(dtype -> new LayerNorms(rows, dtype));
    crossEntropies = new PerDType<>(dtype -> new CrossEntropies(rows, dtype));
  }

  /** The softmax functions of F32 or F64. */
  public Softmaxes softmaxes(DType dtype) {
    return softmaxes.get(dtype);
  }

  /** Normalisation of F32 or F64. */
  public LayerNorms layerNorms(DType dtype) {
    return layerNorms.get(dtype);
  }

  /** Cross-entropy of F32 or F64. */
  public CrossEntropies crossEntropies(DType dtype) {
    return crossEntropies.get(dtype);
  }

  /** One operator for each dtype. */
  private static final class PerDType<T> {
    private final Map<DType, T> made = new EnumMap<>(DType.class);
    private final Function<DType, T> maker;

    PerDType(Function<DType, T> maker) {
      this.maker = maker;
    }

    synchronized T get(DType dtype) {
      return made.computeIfAbsent(dtype, maker);
    }
  }
}
