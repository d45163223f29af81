package dev.narae.cpu.conv;

import dev.narae.cpu.GemmPool;
import dev.narae.cpu.Parallel;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * How the outputs of an image are cut into tiles of 2×2. Rows of tiles follow each other with one
 * tile between them that counts for nothing, so that a plane is one long row to all loops.
 *
 * @param rows of tiles
 * @param pitch from a row of tiles to the next, in tiles
 */
record WinogradTiles(int rows, int pitch) {
  /** Transformed images and outputs that stay in the last cache are worked on at a time. */
  private static final long CACHE_BYTES = 1 << 22;

  static WinogradTiles of(ConvSizes sizes) {
    return new WinogradTiles(Math.ceilDiv(sizes.outH(), 2), Math.ceilDiv(sizes.outW(), 2) + 1);
  }

  /** Numbers that a thread should transform at least. */
  private static final int GRAIN = 1 << 12;

  /** Work on planes, with the arrays that one thread needs for it. */
  interface Worker {
    /** Does a plane of one of the images. */
    void run(int image, int channel);

    /** Called after some planes. */
    default void pause() {}
  }

  /**
   * What is worked on at a time: some whole images, or some rows of tiles of one.
   *
   * @param image the first
   * @param images how many
   * @param row the first row of tiles
   * @param rows how many
   * @param pitch from a row of tiles to the next
   */
  record Chunk(int image, int images, int row, int rows, int pitch) {
    /** Tiles of one image. */
    int inImage() {
      return rows * pitch;
    }

    /** Tiles of all images: the columns of the matrices. */
    int count() {
      return images * inImage();
    }

    /** The loops for transforms of so many channels. */
    WinogradLoops loops(ConvRuntime runtime, int channels) {
      ConvKernels kernels = runtime.kernels();
      long steps = (long) Winograd.POINTS * count() * channels;
      WinogradLoops vectors = kernels == null ? null : kernels.winograd(steps);
      return vectors != null && vectors.fewest() <= inImage()
          ? vectors
          : new PlainWinogradLoops(inImage());
    }

    /** The numbers of the tiles of one plane, in 16 matrices (channels, tiles). */
    WinogradLoops.Points points(MemorySegment matrices, int channels, int channel, int image) {
      long at = (long) channel * count() + (long) image * inImage();
      long matrix = (long) channels * count();
      return new WinogradLoops.Points(matrices, at * Float.BYTES, matrix * Float.BYTES);
    }

    /** Has all planes of all images done, by as many workers as there are threads. */
    void eachPlane(Parallel parallel, int channels, Supplier<Worker> workers) {
      GemmPool<Worker> idle = new GemmPool<>(workers);
      parallel.range(
          (long) images * channels,
          Math.max(1, GRAIN / inImage()),
          (from, end) -> {
            Worker worker = idle.acquire();
            for (long i = from; i < end; i++) {
              worker.run((int) (i / channels), (int) (i % channels));
            }
            worker.pause();
            idle.release(worker);
          });
    }
  }

  /** Cuts the work. */
  List<Chunk> chunks(ConvSizes sizes) {
    long tileBytes = (long) Winograd.POINTS * (sizes.in() + sizes.out()) * Float.BYTES;
    int rowsAtOnce = Math.clamp(CACHE_BYTES / (tileBytes * pitch), 1, rows);
    int imagesAtOnce = 1;
    if (rowsAtOnce == rows) {
      long imageBytes = tileBytes * rows * pitch;
      imagesAtOnce = Math.clamp(CACHE_BYTES / imageBytes, 1, sizes.images());
    }
    List<Chunk> chunks = new ArrayList<>();
    for (int image = 0; image < sizes.images(); image += imagesAtOnce) {
      int images = Math.min(imagesAtOnce, sizes.images() - image);
      for (int row = 0; row < rows; row += rowsAtOnce) {
        chunks.add(new Chunk(image, images, row, Math.min(rowsAtOnce, rows - row), pitch));
      }
    }
    return chunks;
  }
}
