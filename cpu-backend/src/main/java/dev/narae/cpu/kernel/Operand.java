package dev.narae.cpu.kernel;

import dev.narae.DType;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/** What compiled code knows of an input or output. There is one object for each combination. */
public final class Operand {
  private static final Map<DType, Operand> ZERO = all(Stride.ZERO);
  private static final Map<DType, Operand> UNIT = all(Stride.UNIT);
  private static final Map<DType, Operand> ANY = all(Stride.ANY);

  private final DType dtype;
  private final Stride stride;

  /** How far elements are apart along the inner loop. */
  public enum Stride {
    /** One element is read again and again. */
    ZERO,
    /** Elements are adjacent. */
    UNIT,
    /** Elements are at a distance known at run time. */
    ANY
  }

  private Operand(DType dtype, Stride stride) {
    this.dtype = dtype;
    this.stride = stride;
  }

  private static Map<DType, Operand> all(Stride stride) {
    Map<DType, Operand> all = new EnumMap<>(DType.class);
    for (DType dtype : DType.values()) {
      all.put(dtype, new Operand(dtype, stride));
    }
    return Collections.unmodifiableMap(all);
  }

  /** The operand with elements of a dtype in memory, so far apart. */
  static Operand of(DType dtype, Stride stride) {
    Map<DType, Operand> all =
        switch (stride) {
          case ZERO -> ZERO;
          case UNIT -> UNIT;
          case ANY -> ANY;
        };
    Operand operand = all.get(dtype);
    if (operand == null) {
      throw new IllegalStateException("kernel: no operand of dtype " + dtype);
    }
    return operand;
  }

  /** The type in memory. */
  public DType dtype() {
    return dtype;
  }

  /** How its elements lie along the inner loop. */
  public Stride stride() {
    return stride;
  }

  @Override
  public String toString() {
    return dtype + " " + stride;
  }
}
