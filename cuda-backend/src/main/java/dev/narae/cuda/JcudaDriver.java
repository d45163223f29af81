package dev.narae.cuda;

import dev.narae.cuda.DriverReport.Gpu;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdevice_attribute;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;

/** Asks the driver through JCuda; the only class here whose use loads native code. */
final class JcudaDriver {
  private static final int LONGEST_NAME = 256;

  private JcudaDriver() {}

  /**
   * The driver's version and GPUs.
   *
   * @param library the driver's file, so that it is found wherever it lies
   */
  // Loading a library is restricted; using the driver is what this class is for.
  @SuppressWarnings("restricted")
  static DriverReport read(Path library) throws DriverException {
    try {
      System.load(library.toAbsolutePath().toString());
      // JCuda loads its library with its class. Result codes are checked here, not by exceptions.
      PrivateNatives.load(() -> JCudaDriver.setExceptionsEnabled(false));
      return report();
    } catch (LinkageError | IOException e) {
      throw new DriverException("cannot be loaded: " + firstLine(e), e);
    }
  }

  private static DriverReport report() throws DriverException {
    int[] version = new int[1];
    check("cuDriverGetVersion", JCudaDriver.cuDriverGetVersion(version));
    int result = JCudaDriver.cuInit(0);
    if (result == CUresult.CUDA_ERROR_NO_DEVICE) {
      return new DriverReport(version[0], List.of());
    }
    check("cuInit", result);
    int[] count = new int[1];
    check("cuDeviceGetCount", JCudaDriver.cuDeviceGetCount(count));
    List<Gpu> gpus = new ArrayList<>();
    for (int ordinal = 0; ordinal < count[0]; ordinal++) {
      gpus.add(gpu(ordinal));
    }
    return new DriverReport(version[0], List.copyOf(gpus));
  }

  private static Gpu gpu(int ordinal) throws DriverException {
    CUdevice device = new CUdevice();
    check("cuDeviceGet", JCudaDriver.cuDeviceGet(device, ordinal));
    byte[] name = new byte[LONGEST_NAME];
    check("cuDeviceGetName", JCudaDriver.cuDeviceGetName(name, name.length, device));
    long[] bytes = new long[1];
    check("cuDeviceTotalMem", JCudaDriver.cuDeviceTotalMem(bytes, device));
    return new Gpu(
        text(name),
        attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR, device),
        attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR, device),
        bytes[0]);
  }

  private static int attribute(int attribute, CUdevice device) throws DriverException {
    int[] value = new int[1];
    check("cuDeviceGetAttribute", JCudaDriver.cuDeviceGetAttribute(value, attribute, device));
    return value[0];
  }

  private static void check(String function, int result) throws DriverException {
    if (result != CUresult.CUDA_SUCCESS) {
      throw new DriverException("%s gave %s".formatted(function, CUresult.stringFor(result)));
    }
  }

  /** The text before the zero byte that ends a string in C. */
  private static String text(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    int end = text.indexOf('\0');
    return end < 0 ? text : text.substring(0, end);
  }

  /** JCuda's own messages go on for many lines. */
  private static String firstLine(Throwable failure) {
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("no message");
  }
}
