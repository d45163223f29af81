package dev.narae.cuda;

import dev.narae.DeviceException;
import dev.narae.OutOfDeviceMemoryException;
import jcuda.driver.CUresult;

/** What CUDA's functions answer. */
final class Cuda {
  private Cuda() {}

  /** Throws if a function of the driver failed. */
  static void check(int result, String what) {
    if (result != CUresult.CUDA_SUCCESS) {
      throw failure(result, what);
    }
  }

  private static RuntimeException failure(int result, String what) {
    String name = CUresult.stringFor(result);
    if (result == CUresult.CUDA_ERROR_OUT_OF_MEMORY) {
      return new OutOfDeviceMemoryException("%s gave %s".formatted(what, name));
    }
    if (!isFault(result)) {
      return new DeviceException("%s gave %s".formatted(what, name));
    }
    return new DeviceException(
        ("%s gave %s; an earlier operation may have caused it: run with -D%s=true to see which,"
                + " and start the program again, for the GPU's memory is lost after such an error")
            .formatted(what, name, CudaOptions.DEBUG));
  }

  /** Whether a kernel has failed while it ran: all later calls fail then, whatever they do. */
  private static boolean isFault(int result) {
    return switch (result) {
      case CUresult.CUDA_ERROR_ECC_UNCORRECTABLE,
          CUresult.CUDA_ERROR_NVLINK_UNCORRECTABLE,
          CUresult.CUDA_ERROR_ILLEGAL_ADDRESS,
          CUresult.CUDA_ERROR_LAUNCH_TIMEOUT,
          CUresult.CUDA_ERROR_CONTEXT_IS_DESTROYED,
          CUresult.CUDA_ERROR_ASSERT,
          CUresult.CUDA_ERROR_HARDWARE_STACK_ERROR,
          CUresult.CUDA_ERROR_ILLEGAL_INSTRUCTION,
          CUresult.CUDA_ERROR_MISALIGNED_ADDRESS,
          CUresult.CUDA_ERROR_INVALID_ADDRESS_SPACE,
          CUresult.CUDA_ERROR_INVALID_PC,
          CUresult.CUDA_ERROR_LAUNCH_FAILED,
          CUresult.CUDA_ERROR_UNKNOWN ->
          true;
      default -> false;
    };
  }
}
