package dev.narae.cuda;

import dev.narae.DeviceException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.Stream;
import jcuda.driver.JCudaDriver;
import jcuda.jcublas.JCublas2;
import jcuda.jcudnn.JCudnn;
import jcuda.nvrtc.JNvrtc;
import org.jspecify.annotations.Nullable;

/**
 * NVIDIA's libraries and JCuda's, loaded into this process: once, for a JVM cannot load another
 * version later.
 *
 * @param found what the search found
 * @param calls the driver's functions
 * @param blas whether cuBLAS can be used
 * @param lt cuBLASLt's functions; null if it cannot be used
 * @param dnn whether cuDNN can be used
 */
record CudaRuntime(
    Finding.Complete found, DriverCalls calls, boolean blas, @Nullable LtCalls lt, boolean dnn) {
  private static final class Holder {
    static @Nullable CudaRuntime loaded;
  }

  /** The functions of each library that the backend calls; calling an absent one ends the JVM. */
  private static final List<String> NVRTC_CALLS =
      List.of(
          "nvrtcVersion",
          "nvrtcGetNumSupportedArchs",
          "nvrtcGetSupportedArchs",
          "nvrtcCreateProgram",
          "nvrtcDestroyProgram",
          "nvrtcCompileProgram",
          "nvrtcGetCUBINSize",
          "nvrtcGetCUBIN",
          "nvrtcGetPTXSize",
          "nvrtcGetPTX",
          "nvrtcGetProgramLogSize",
          "nvrtcGetProgramLog",
          "nvrtcGetErrorString");

  private static final List<String> CUBLAS_CALLS =
      List.of(
          "cublasCreate_v2",
          "cublasDestroy_v2",
          "cublasSetStream_v2",
          "cublasSetMathMode",
          "cublasSetWorkspace_v2",
          "cublasGemmStridedBatchedEx");

  private static final List<String> CUDNN_CALLS =
      List.of(
          "cudnnCreate",
          "cudnnDestroy",
          "cudnnSetStream",
          "cudnnGetVersion",
          "cudnnGetErrorString",
          "cudnnCreateTensorDescriptor",
          "cudnnSetTensorNdDescriptor",
          "cudnnDestroyTensorDescriptor",
          "cudnnCreateFilterDescriptor",
          "cudnnSetFilterNdDescriptor",
          "cudnnDestroyFilterDescriptor",
          "cudnnCreateConvolutionDescriptor",
          "cudnnSetConvolutionNdDescriptor",
          "cudnnSetConvolutionGroupCount",
          "cudnnSetConvolutionMathType",
          "cudnnDestroyConvolutionDescriptor",
          "cudnnGetConvolutionForwardAlgorithm_v7",
          "cudnnGetConvolutionBackwardDataAlgorithm_v7",
          "cudnnGetConvolutionBackwardFilterAlgorithm_v7",
          "cudnnFindConvolutionForwardAlgorithmEx",
          "cudnnFindConvolutionBackwardDataAlgorithmEx",
          "cudnnFindConvolutionBackwardFilterAlgorithmEx",
          "cudnnCreateActivationDescriptor",
          "cudnnSetActivationDescriptor",
          "cudnnDestroyActivationDescriptor",
          "cudnnConvolutionBiasActivationForward",
          "cudnnConvolutionForward",
          "cudnnConvolutionBackwardData",
          "cudnnConvolutionBackwardFilter",
          "cudnnCreateDropoutDescriptor",
          "cudnnSetDropoutDescriptor",
          "cudnnDestroyDropoutDescriptor",
          "cudnnCreateRNNDescriptor",
          "cudnnSetRNNDescriptor_v8",
          "cudnnDestroyRNNDescriptor",
          "cudnnCreateRNNDataDescriptor",
          "cudnnSetRNNDataDescriptor",
          "cudnnDestroyRNNDataDescriptor",
          "cudnnGetRNNWeightSpaceSize",
          "cudnnGetRNNTempSpaceSizes",
          "cudnnGetRNNWeightParams",
          "cudnnRNNForward",
          "cudnnRNNBackwardData_v8",
          "cudnnRNNBackwardWeights_v8");

  /**
   * Loads what a search found; later calls return what is loaded.
   *
   * @throws DeviceException if a library that is needed cannot be loaded
   */
  static CudaRuntime load(Finding.Complete found) {
    synchronized (CudaRuntime.class) {
      CudaRuntime runtime = Holder.loaded;
      if (runtime == null) {
        runtime = loadAnew(found);
        Holder.loaded = runtime;
      }
      return runtime;
    }
  }

  private static CudaRuntime loadAnew(Finding.Complete found) {
    Toolkit toolkit = found.toolkit();
    try {
      preload(toolkit, CudaLibrary.NVRTC_BUILTINS, CudaLibrary.NVRTC);
      requireCalls(toolkit, CudaLibrary.NVRTC, NVRTC_CALLS);
      initialize(JcudaNative.NVRTC, CudaLibrary.NVRTC, toolkit, 12, JNvrtc::setExceptionsEnabled);
    } catch (IOException | LinkageError e) {
      throw new DeviceException(
          "cuda: %s: NVRTC cannot be loaded: %s; reinstall the libraries of CUDA %d"
              .formatted(found, firstLine(e), toolkit.major()));
    }
    // Result codes are checked where they are returned.
    JCudaDriver.setExceptionsEnabled(false);
    boolean blas = blas(toolkit);
    return new CudaRuntime(
        found,
        new DriverCalls(found.library()),
        blas,
        blas ? lt(toolkit) : null,
        blas && dnn(toolkit));
  }

  private static boolean blas(Toolkit toolkit) {
    if (!toolkit.has(CudaLibrary.CUBLAS)) {
      Notices.once(
          "cuda: cuBLAS was not found, so matrix products run on slower kernels; install the"
              + " libraries of CUDA "
              + toolkit.major());
      return false;
    }
    try {
      preload(toolkit, CudaLibrary.CUBLAS_LT, CudaLibrary.CUBLAS);
      requireCalls(toolkit, CudaLibrary.CUBLAS, CUBLAS_CALLS);
      initialize(
          JcudaNative.CUBLAS, CudaLibrary.CUBLAS, toolkit, 12, JCublas2::setExceptionsEnabled);
      return true;
    } catch (IOException | LinkageError e) {
      Notices.once(
          "cuda: cuBLAS cannot be loaded, so matrix products run on slower kernels: "
              + firstLine(e));
      return false;
    }
  }

  /** cuBLASLt, which cuBLAS needs and has loaded; without it biases take a kernel of their own. */
  private static @Nullable LtCalls lt(Toolkit toolkit) {
    Path file = toolkit.files().get(CudaLibrary.CUBLAS_LT);
    try {
      return file == null ? null : new LtCalls(file);
    } catch (IllegalArgumentException | NoSuchElementException _) {
      return null;
    }
  }

  private static boolean dnn(Toolkit toolkit) {
    if (!toolkit.has(CudaLibrary.CUDNN)) {
      Notices.once(
          "cuda: cuDNN was not found, so convolutions run on slower kernels; install cuDNN 9 for"
              + " CUDA "
              + toolkit.major());
      return false;
    }
    try {
      preload(toolkit, CudaLibrary.CUDNN);
      requireCalls(toolkit, CudaLibrary.CUDNN, CUDNN_CALLS);
      initialize(JcudaNative.CUDNN, CudaLibrary.CUDNN, toolkit, 9, JCudnn::setExceptionsEnabled);
      return true;
    } catch (IOException | LinkageError e) {
      Notices.once(
          "cuda: cuDNN cannot be loaded, so convolutions run on slower kernels: " + firstLine(e));
      return false;
    }
  }

  /** Loads libraries by their paths, so that those that ask for them by name find them loaded. */
  @SuppressWarnings("restricted")
  private static void preload(Toolkit toolkit, CudaLibrary... libraries) throws IOException {
    for (CudaLibrary library : libraries) {
      Path file = toolkit.files().get(library);
      if (file != null) {
        if (!Files.isRegularFile(file)) {
          throw new IOException(file + " has disappeared");
        }
        System.load(file.toAbsolutePath().toString());
      }
    }
  }

  @SuppressWarnings("restricted")
  private static void requireCalls(Toolkit toolkit, CudaLibrary library, List<String> calls)
      throws IOException {
    Path file = toolkit.file(library);
    SymbolLookup symbols = SymbolLookup.libraryLookup(file, Arena.global());
    Optional<String> missing =
        calls.stream().filter(name -> symbols.find(name).isEmpty()).findFirst();
    if (missing.isPresent()) {
      throw new IOException("%s has no %s".formatted(file, missing.get()));
    }
  }

  /** Makes JCuda load its native for the version that is there. */
  private static void initialize(
      JcudaNative jcuda,
      CudaLibrary library,
      Toolkit toolkit,
      int released,
      java.util.function.Consumer<Boolean> start)
      throws IOException {
    String present = library.soname(toolkit.file(library));
    String needed = library.fileName(released);
    PrivateNatives.load(folder -> jcuda.write(folder, needed, present), () -> start.accept(false));
  }

  /** JCuda's own messages go on for many lines. */
  private static String firstLine(Throwable failure) {
    return Stream.of(String.valueOf(failure.getMessage()).split("\n"))
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .findFirst()
        .orElse("no message");
  }
}
