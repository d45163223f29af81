package dev.narae.cuda;

import dev.narae.DeviceException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import jcuda.driver.CUmodule;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;

/** Makes programs of sources for one GPU: out of the disk's cache, or by the compiler. */
final class Programs {
  private final Gpu gpu;
  private final Lazy<Compiler> compiler;
  private final Optional<CubinCache> cache;
  private final List<Program> loaded = new ArrayList<>();

  /** Started with the first kernel that is wanted ahead of time. */
  private final ExecutorService background =
      Executors.newSingleThreadExecutor(
          work -> Thread.ofPlatform().daemon().name("narae-cuda-compiler").unstarted(work));

  Programs(Gpu gpu) {
    this.gpu = gpu;
    this.compiler = new Lazy<>(() -> new Compiler(gpu.sm()));
    this.cache = gpu.options().cache().map(CubinCache::new);
  }

  /** Where kernels are compiled that nobody waits for. */
  Executor background() {
    return background;
  }

  /**
   * The kernels of a source.
   *
   * @param name what they compute, for messages
   * @param body the text after the prelude
   */
  Program load(String name, String body) {
    String text = KernelTexts.prelude() + body;
    Compiler nvrtc = compiler.get();
    String key = CubinCache.key(text, nvrtc.target());
    Optional<byte[]> known = cache.flatMap(folder -> folder.read(key));
    gpu.enter();
    if (known.isPresent()) {
      CUmodule module = new CUmodule();
      if (JCudaDriver.cuModuleLoadData(module, known.get()) == CUresult.CUDA_SUCCESS) {
        return keep(module);
      }
      Notices.once("cuda: a kept kernel does not load and is compiled again: " + key);
    }
    byte[] cubin = nvrtc.compile(name, text);
    CUmodule module = new CUmodule();
    int result = JCudaDriver.cuModuleLoadData(module, cubin);
    if (result != CUresult.CUDA_SUCCESS) {
      throw new DeviceException(
          "%s: the driver does not load the kernel '%s' that NVRTC compiled for %s: %s"
              .formatted(gpu, name, nvrtc.target(), CUresult.stringFor(result)));
    }
    cache.ifPresent(folder -> folder.write(key, cubin));
    return keep(module);
  }

  private Program keep(CUmodule module) {
    Program program = new Program(module);
    synchronized (loaded) {
      loaded.add(program);
    }
    return program;
  }

  void close() {
    background.close();
    synchronized (loaded) {
      loaded.forEach(Program::close);
      loaded.clear();
    }
  }
}
