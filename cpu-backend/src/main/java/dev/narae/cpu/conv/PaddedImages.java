package dev.narae.cpu.conv;

import dev.narae.cpu.GemmMatrix;
import dev.narae.cpu.GemmTable;
import dev.narae.cpu.Scratch;
import java.lang.foreign.MemorySegment;

/**
 * Images in padded planes, some at a time, and the matrices of their patches. Images that need no
 * padding stay where they are.
 */
final class PaddedImages {
  /** Planes of the images at hand stay in the last cache. */
  private static final long CACHE_BYTES = 1 << 22;

  /** Elements that a thread should copy at least. */
  private static final long GRAIN = 1 << 13;

  /** Bytes behind the last plane that whole vectors may read. */
  private static final int SLACK = 128;

  private final ConvRuntime runtime;
  private final ConvSizes sizes;
  private final int bytes;
  private final Planes input;
  private final boolean inPlace;
  private final PlaneGrid grid;
  private final int atOnce;
  private final boolean pointwise;
  private final GemmTable table;
  private final GemmTable turned;

  PaddedImages(ConvRuntime runtime, ConvSizes sizes, int bytes, Planes input) {
    this.runtime = runtime;
    this.sizes = sizes;
    this.bytes = bytes;
    this.input = input;
    this.inPlace = sizes.unpadded() && sizes.window().strideW() == 1 && input.dense();
    this.grid =
        inPlace
            ? new PlaneGrid(sizes, input.channelStride(), sizes.width(), sizes.width())
            : PlaneGrid.padded(sizes, sizes.outH());
    this.atOnce =
        inPlace
            ? sizes.images()
            : Math.clamp(CACHE_BYTES / (imageElements() * bytes), 1, sizes.images());
    this.pointwise = inPlace && sizes.unitStride() && sizes.kernelH() * sizes.kernelW() == 1;
    long[] taps = grid.taps(1);
    long[] pixels = pixels();
    this.table = new GemmTable(taps, pixels);
    this.turned = new GemmTable(pixels, taps);
  }

  /**
   * Memory for the images at hand.
   *
   * @param segment the memory
   */
  record Memory(MemorySegment segment) {}

  /** How many images are worked on at a time. */
  int atOnce() {
    return atOnce;
  }

  Memory memory(Scratch scratch) {
    return new Memory(
        inPlace ? input.memory() : scratch.take(atOnce * imageElements() * bytes + SLACK));
  }

  private long imageElements() {
    return (long) sizes.groups() * sizes.in() * grid.plane();
  }

  /** Copies some images, if they have to be. */
  void load(Memory memory, int from, int count) {
    if (inPlace) {
      return;
    }
    int channels = sizes.groups() * sizes.in();
    int top = -sizes.window().padH();
    int rows = sizes.reachH(sizes.outH());
    PlaneLoader loader = new PlaneLoader(input, grid, bytes);
    runtime
        .parallel()
        .range(
            (long) count * channels,
            Math.max(1, GRAIN / grid.plane()),
            (first, end) -> {
              for (long i = first; i < end; i++) {
                int image = from + (int) (i / channels);
                int channel = (int) (i % channels);
                loader.load(image, channel, 1, top, rows, memory.segment(), i * grid.plane());
              }
            });
  }

  /** The patches (taps, pixels) of a group, one matrix an image from image {@code from} on. */
  GemmMatrix patches(Memory memory, int from, int group) {
    long at = at(from, group);
    // A kernel of one element meets each pixel once: the planes are the patches.
    return pointwise
        ? new GemmMatrix(memory.segment(), at, imageStride(), input.channelStride(), 1)
        : GemmMatrix.scattered(memory.segment(), at, imageStride(), table);
  }

  /** The patches (pixels, taps) of a group of one image; images were loaded from another on. */
  GemmMatrix turnedPatches(Memory memory, int from, int image, int group) {
    long at = at(from, group) + (image - from) * imageStride();
    return pointwise
        ? new GemmMatrix(memory.segment(), at, 0, 1, input.channelStride())
        : GemmMatrix.scattered(memory.segment(), at, 0, turned);
  }

  /** Where the first plane of a group begins, in the first of the images at hand. */
  private long at(int from, int group) {
    int channel = group * sizes.in();
    return inPlace ? input.at(from, channel, 0) : channel * grid.plane();
  }

  private long imageStride() {
    return inPlace ? input.imageStride() : imageElements();
  }

  /** Where what the output pixels meet begins. */
  private long[] pixels() {
    long[] pixels = new long[sizes.outH() * sizes.outW()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (long) i / sizes.outW() * grid.outputPitch() + i % sizes.outW();
    }
    return pixels;
  }
}
