package dev.narae.cpu.conv;

import java.util.ArrayList;
import java.util.List;

/**
 * How the outputs of an image are cut into tiles of 4×4.
 *
 * @param rows of tiles
 * @param columns of tiles
 */
record WinogradTiles(int rows, int columns) {
  /** Transformed numbers that a thread works on at a time. */
  static final long CHUNK_BYTES = 1 << 22;

  static WinogradTiles of(ConvSizes sizes) {
    return new WinogradTiles(
        Math.ceilDiv(sizes.outH(), WinogradLoops.TILE),
        Math.ceilDiv(sizes.outW(), WinogradLoops.TILE));
  }

  /**
   * What one thread works on at a time: some whole images, or some rows of tiles of one.
   *
   * @param image the first
   * @param images how many
   * @param row the first row of tiles
   * @param rows how many
   * @param columns tiles in a row
   */
  record Chunk(int image, int images, int row, int rows, int columns) {
    /** Tiles of one image. */
    int inImage() {
      return rows * columns;
    }

    /** Tiles of all images: the columns of the matrices. */
    int count() {
      return images * inImage();
    }

    /** The index of a row's first tile. */
    int tile(int whichImage, int whichRow) {
      return whichImage * inImage() + whichRow * columns;
    }

    /** The loops for transforms of so many channels. */
    WinogradLoops loops(ConvRuntime runtime, int channels) {
      ConvKernels kernels = runtime.kernels();
      long steps = (long) WinogradLoops.POINTS * count() * channels;
      WinogradLoops vectors = kernels == null ? null : kernels.winograd(steps);
      return vectors != null ? vectors : PlainWinogradLoops.INSTANCE;
    }
  }

  /**
   * Cuts the work, largest parts first.
   *
   * @param most tiles of a chunk, where that is a row at least
   */
  List<Chunk> chunks(int images, long most) {
    int rowsAtOnce = Math.clamp(most / columns, 1, rows);
    int imagesAtOnce =
        rowsAtOnce < rows ? 1 : Math.clamp(most / ((long) rows * columns), 1, images);
    int rowParts = Math.ceilDiv(rows, rowsAtOnce);
    int imageParts = Math.ceilDiv(images, imagesAtOnce);
    List<Chunk> chunks = new ArrayList<>();
    for (int i = 0; i < imageParts; i++) {
      for (int r = 0; r < rowParts; r++) {
        int image = start(images, imageParts, i);
        int row = start(rows, rowParts, r);
        int more = start(images, imageParts, i + 1) - image;
        chunks.add(new Chunk(image, more, row, start(rows, rowParts, r + 1) - row, columns));
      }
    }
    return chunks;
  }

  /** Where a part begins when {@code extent} is cut into nearly equal ones, the larger first. */
  private static int start(int extent, int parts, int index) {
    return extent / parts * index + Math.min(index, extent % parts);
  }
}
