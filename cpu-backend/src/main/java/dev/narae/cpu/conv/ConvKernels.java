package dev.narae.cpu.conv;

import dev.narae.DType;
import org.jspecify.annotations.Nullable;

/** Kernels for the vectors of this machine. */
public interface ConvKernels {

  /** Elements of a vector. */
  int lanes(DType dtype);

  /** The most accumulators, in vectors, that a tile can have. */
  int accumulators();

  /** A kernel, or null as long as it is not compiled; the first call has that begun. */
  @Nullable ConvKernel find(ConvForm form);
}
