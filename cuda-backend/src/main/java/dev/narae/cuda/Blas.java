package dev.narae.cuda;

import dev.narae.DType;
import dev.narae.DeviceException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jcuda.Pointer;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;
import jcuda.jcublas.JCublas2;
import jcuda.jcublas.cublasHandle;
import jcuda.jcublas.cublasStatus;

/** cuBLAS on one stream. Equal calls give equal bits: it belongs to no other stream. */
final class Blas {
  // From cublas_api.h and library_types.h; JCuda's constants for types are split over classes.
  private static final int OP_N = 0;
  private static final int OP_T = 1;
  private static final int R_32F = 0;
  private static final int R_64F = 1;
  private static final int R_16F = 2;
  private static final int R_16BF = 14;
  private static final int COMPUTE_32F = 68;
  private static final int COMPUTE_32F_FAST_TF32 = 77;
  private static final int COMPUTE_64F = 70;
  private static final int DEFAULT_ALGORITHM = -1;
  private static final int NO_REDUCED_PRECISION_REDUCTION = 16;

  /**
   * What NVIDIA recommends from Hopper on, and before. With memory of its own a handle allocates
   * nothing, which a CUDA graph would do at every launch.
   */
  private static final long WORKSPACE = 32L << 20;

  private static final long SMALL_WORKSPACE = 8L << 20;
  private static final int HOPPER = 90;

  private final CUdeviceptr workspace = new CUdeviceptr();
  private final cublasHandle handle = new cublasHandle();
  private final boolean tf32;
  private final Arena arena = Arena.ofShared();
  private final Pointer oneF32;
  private final Pointer zeroF32;
  private final Pointer oneF64;
  private final Pointer zeroF64;

  /**
   * cuBLAS for a stream.
   *
   * @param sm the compute capability of its GPU, such as 90
   * @param tf32 whether factors of F32 may be rounded to TF32
   */
  Blas(GpuStream stream, int sm, boolean tf32) {
    this.tf32 = tf32;
    long bytes = sm >= HOPPER ? WORKSPACE : SMALL_WORKSPACE;
    MemorySegment numbers = arena.allocate(32, 8);
    numbers.set(ValueLayout.JAVA_FLOAT, 0, 1);
    numbers.set(ValueLayout.JAVA_FLOAT, 4, 0);
    numbers.set(ValueLayout.JAVA_DOUBLE, 8, 1);
    numbers.set(ValueLayout.JAVA_DOUBLE, 16, 0);
    oneF32 = new Address(numbers.address());
    zeroF32 = new Address(numbers.address() + 4);
    oneF64 = new Address(numbers.address() + 8);
    zeroF64 = new Address(numbers.address() + 16);
    check(JCublas2.cublasCreate(handle), "cublasCreate");
    check(JCublas2.cublasSetStream(handle, stream.runtime()), "cublasSetStream");
    // Else parts of long sums of halves may be joined as halves.
    check(JCublas2.cublasSetMathMode(handle, NO_REDUCED_PRECISION_REDUCTION), "cublasSetMathMode");
    // After the stream, which takes the work space away.
    if (JCudaDriver.cuMemAlloc(workspace, bytes) == CUresult.CUDA_SUCCESS) {
      check(JCublas2.cublasSetWorkspace(handle, workspace, bytes), "cublasSetWorkspace");
    }
  }

  /** Computes out = left * right; out's rows lie one after the other. Of halves it may be F32. */
  void multiply(Launch launch, BlasMatrix left, BlasMatrix right, BlasMatrix out) {
    DType dtype = left.view().dtype();
    boolean wide = dtype == DType.F64;
    int type = type(dtype);
    // cuBLAS stores columns one after the other: it computes the transposed product, whose factors
    // are the transposed ones in the other order.
    check(
        JCublas2.cublasGemmStridedBatchedEx_new(
            handle,
            right.transposed() ? OP_T : OP_N,
            left.transposed() ? OP_T : OP_N,
            Math.toIntExact(out.view().shape().dim(2)),
            Math.toIntExact(out.view().shape().dim(1)),
            Math.toIntExact(left.view().shape().dim(2)),
            wide ? oneF64 : oneF32,
            new Address(launch.address(right.view())),
            type,
            right.lead(),
            right.view().layout().stride(0),
            new Address(launch.address(left.view())),
            type,
            left.lead(),
            left.view().layout().stride(0),
            wide ? zeroF64 : zeroF32,
            new Address(launch.address(out.view())),
            type(out.view().dtype()),
            out.lead(),
            out.view().layout().stride(0),
            Math.toIntExact(out.view().shape().dim(0)),
            compute(dtype, tf32),
            DEFAULT_ALGORITHM),
        "cublasGemmStridedBatchedEx");
  }

  /** The number of a dtype of floating point in library_types.h. */
  static int type(DType dtype) {
    return switch (dtype) {
      case F64 -> R_64F;
      case F16 -> R_16F;
      case BF16 -> R_16BF;
      default -> R_32F;
    };
  }

  /** The number of the arithmetic of a dtype's products. */
  static int compute(DType dtype, boolean tf32) {
    if (dtype == DType.F64) {
      return COMPUTE_64F;
    }
    return tf32 && dtype == DType.F32 ? COMPUTE_32F_FAST_TF32 : COMPUTE_32F;
  }

  private static void check(int result, String what) {
    if (result != cublasStatus.CUBLAS_STATUS_SUCCESS) {
      throw new DeviceException(
          "cuda: matmul: %s gave %s".formatted(what, cublasStatus.stringFor(result)));
    }
  }

  void close() {
    int _ = JCublas2.cublasDestroy(handle);
    int _ = JCudaDriver.cuMemFree(workspace);
    arena.close();
  }
}
