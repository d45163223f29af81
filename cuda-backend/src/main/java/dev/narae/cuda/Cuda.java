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
    return new DeviceException(
        ("%s gave %s; an earlier operation may have caused it: run with -D%s=true to see which,"
                + " and start the program again, for the GPU's memory is lost after such an error")
            .formatted(what, name, CudaOptions.DEBUG));
  }
}
