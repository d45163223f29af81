package dev.narae.cuda;

import java.lang.foreign.MemorySegment;
import jcuda.driver.JCudaDriver;

/** Copies between host and GPU, through pinned memory piece by piece. */
final class Transfers {
  private Transfers() {}

  /** Returns once the source was read; the GPU may still be copying. */
  static void upload(Gpu gpu, MemorySegment source, CudaBuffer target, long offset) {
    for (long at = 0; at < source.byteSize(); at += Staging.CHUNK) {
      long bytes = Math.min(Staging.CHUNK, source.byteSize() - at);
      Staging.Chunk chunk = gpu.staging().take();
      chunk.await("upload");
      MemorySegment.copy(source, at, chunk.memory(), 0, bytes);
      try (Launch launch = gpu.begin("upload")) {
        launch.touch(target);
        Cuda.check(
            gpu.runtime()
                .calls()
                .toDevice(
                    target.address() + offset + at,
                    chunk.address(),
                    bytes,
                    launch.stream().handle()),
            "upload: cuMemcpyHtoDAsync");
        chunk.record(launch.stream());
      }
      gpu.staging().give(chunk);
    }
  }

  /** Copies from one GPU to another; both go on, and wait for the copy where they need to. */
  static void between(
      Gpu from, CudaBuffer source, long offset, Gpu to, CudaBuffer target, long bytes) {
    to.reach(from);
    GpuStream sending;
    try (Launch launch = from.begin("to")) {
      launch.touch(source);
      sending = launch.stream();
    }
    GpuStream receiving;
    try (Launch launch = to.begin("to")) {
      launch.touch(target);
      receiving = launch.stream();
      receiving.waitFor(sending);
      Cuda.check(
          JCudaDriver.cuMemcpyPeerAsync(
              new DeviceAddress(target.address()),
              to.context(),
              new DeviceAddress(source.address() + offset),
              from.context(),
              bytes,
              receiving.driver()),
          "to: cuMemcpyPeerAsync");
    }
    try (Launch launch = from.begin("to")) {
      // The source's memory may be used again only when it was read.
      launch.touch(source);
      launch.stream().waitFor(receiving);
    }
  }

  /** Returns once the target is written. */
  static void download(Gpu gpu, CudaBuffer source, long offset, MemorySegment target) {
    for (long at = 0; at < target.byteSize(); at += Staging.CHUNK) {
      long bytes = Math.min(Staging.CHUNK, target.byteSize() - at);
      Staging.Chunk chunk = gpu.staging().take();
      chunk.await("download");
      try (Launch launch = gpu.begin("download")) {
        launch.touch(source);
        Cuda.check(
            gpu.runtime()
                .calls()
                .toHost(
                    chunk.address(),
                    source.address() + offset + at,
                    bytes,
                    launch.stream().handle()),
            "download: cuMemcpyDtoHAsync");
        chunk.record(launch.stream());
      }
      chunk.await("download");
      MemorySegment.copy(chunk.memory(), 0, target, at, bytes);
      gpu.staging().give(chunk);
    }
  }
}
