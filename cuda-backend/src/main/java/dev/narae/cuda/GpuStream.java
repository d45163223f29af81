package dev.narae.cuda;

import jcuda.driver.CUevent;
import jcuda.driver.CUstream;
import jcuda.driver.CUstream_flags;
import jcuda.driver.JCudaDriver;
import jcuda.runtime.cudaStream_t;
import org.jspecify.annotations.Nullable;

/** A queue of a GPU's work; each thread that computes has one. */
final class GpuStream {
  private static final int NO_TIMING = 2;

  private final Stream stream = new Stream();
  private final CUevent event = new CUevent();

  /** The cuBLAS of this stream, once it is needed; guarded by the GPU's lock. */
  @Nullable Blas blas;

  /** The cuBLASLt of this stream, once it is needed; guarded by the GPU's lock. */
  @Nullable BlasLt lt;

  /** The cuDNN of this stream, once it is needed; guarded by the GPU's lock. */
  @Nullable Dnn dnn;

  /** A stream whose number can be read. */
  private static final class Stream extends CUstream {
    long address() {
      return getNativePointer();
    }
  }

  /** A stream of the GPU whose context is current. */
  GpuStream() {
    Cuda.check(
        JCudaDriver.cuStreamCreate(stream, CUstream_flags.CU_STREAM_NON_BLOCKING),
        "cuStreamCreate");
    Cuda.check(JCudaDriver.cuEventCreate(event, NO_TIMING), "cuEventCreate");
  }

  /** The driver's handle. */
  long handle() {
    return stream.address();
  }

  /** The driver's handle for JCuda. */
  CUstream driver() {
    return stream;
  }

  /** The handle for libraries that are written for the runtime interface. */
  cudaStream_t runtime() {
    return new cudaStream_t(stream);
  }

  /** Lets what comes here later wait for what another stream was given until now. */
  void waitFor(GpuStream other) {
    Cuda.check(JCudaDriver.cuEventRecord(other.event, other.stream), "cuEventRecord");
    Cuda.check(JCudaDriver.cuStreamWaitEvent(stream, other.event, 0), "cuStreamWaitEvent");
  }

  /** Waits until all is done. */
  void synchronize(String operation) {
    Cuda.check(JCudaDriver.cuStreamSynchronize(stream), operation + ": cuStreamSynchronize");
  }

  /** Frees the stream; its work is done. */
  void close() {
    if (blas != null) {
      blas.close();
    }
    if (lt != null) {
      lt.close();
    }
    if (dnn != null) {
      dnn.close();
    }
    int _ = JCudaDriver.cuEventDestroy(event);
    int _ = JCudaDriver.cuStreamDestroy(stream);
  }
}
