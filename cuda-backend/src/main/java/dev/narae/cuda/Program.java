package dev.narae.cuda;

import jcuda.driver.CUfunction;
import jcuda.driver.CUmodule;
import jcuda.driver.JCudaDriver;

/** The compiled kernels of one source, loaded on one GPU. */
final class Program {
  private final CUmodule module;

  Program(CUmodule module) {
    this.module = module;
  }

  /** A function whose number can be read. */
  private static final class Function extends CUfunction {
    long address() {
      return getNativePointer();
    }
  }

  /** The driver's handle of a kernel. */
  long kernel(String name) {
    Function function = new Function();
    Cuda.check(
        JCudaDriver.cuModuleGetFunction(function, module, name), "cuModuleGetFunction " + name);
    return function.address();
  }

  void close() {
    int _ = JCudaDriver.cuModuleUnload(module);
  }
}
