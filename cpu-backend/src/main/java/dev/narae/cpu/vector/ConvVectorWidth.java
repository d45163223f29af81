package dev.narae.cpu.vector;

import jdk.incubator.vector.VectorShape;

/** The vector width that this machine prefers. */
public final class ConvVectorWidth {
  private ConvVectorWidth() {}

  /** The bits of a vector of the preferred shape. */
  public static int preferredBits() {
    return VectorShape.preferredShape().vectorBitSize();
  }
}
