package dev.narae.cpu.conv;

import dev.narae.cpu.Cells;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * How images and upstream gradients lie where each lane of a vector has an image of its own: the
 * elements of all lanes side by side, pixel by pixel. Positions and sizes count elements.
 *
 * @param sizes of the convolution
 * @param lanes which image a lane holds
 * @param inPanel output channels of a panel: a pixel has a vector for each
 * @param grid of a lane's planes
 * @param input images
 * @param gradient of the outputs
 * @param bytes of an element
 * @param loops that put all lanes side by side at once; null where there are none, or not yet
 */
record BatchLayout(
    ConvSizes sizes,
    BatchLanes lanes,
    int inPanel,
    PlaneGrid grid,
    Planes input,
    Planes gradient,
    int bytes,
    @Nullable LaneLoops loops) {

  private static final int PIXELS_AT_ONCE = 128;

  /** Elements of the planes of one vector of images. */
  long planes() {
    return sizes.groups() * (sizes.in() * plane());
  }

  /** Elements of the planes of one channel. */
  long plane() {
    return grid.plane() * lanes.lanes();
  }

  /** Panels of a group of output channels. */
  int panelsInGroup() {
    return Math.ceilDiv(sizes.out(), inPanel);
  }

  /** Elements of a panel for one pixel. */
  int panelRow() {
    return inPanel * lanes.lanes();
  }

  /**
   * Lays out one channel of the input for one vector of images, two lanes and some rows at a time:
   * what is written stays in the first-level cache until all lanes are.
   */
  void input(int round, int group, int channel, MemorySegment planes, long at) {
    int padH = sizes.window().padH();
    int rows = Math.min(sizes.height(), sizes.reachH(sizes.outH()) - padH);
    int run = grid.pitch() == sizes.width() ? Math.max(1, PIXELS_AT_ONCE / sizes.width()) : 1;
    int[] images = imagesAtOnce(round, group);
    for (int r = 0; r < rows; r += run) {
      int count = Math.min(run, rows - r);
      if (images != null && layOutInput(images, channel, r, count, planes, at)) {
        continue;
      }
      for (int lane = 0; lane < lanes.lanes(); lane += 2) {
        int first = lanes.image(round, group, lane);
        int second = lanes.image(round, group, lane + 1);
        layOutInput(first, second, channel, r, count, planes, at + lane);
      }
    }
  }

  /**
   * Lays out the gradient of a panel of output channels for one vector of images.
   *
   * @param from the first pixel
   * @param to behind the last one
   */
  void panel(int round, int group, int panel, int from, int to, MemorySegment memory, long at) {
    int first = panel % panelsInGroup() * inPanel;
    int count = Math.min(inPanel, sizes.out() - first);
    int channel = panel / panelsInGroup() * sizes.out() + first;
    int[] images = imagesAtOnce(round, group);
    for (int p = from; p < to; p += PIXELS_AT_ONCE) {
      int end = Math.min(to, p + PIXELS_AT_ONCE);
      for (int c = 0; c < count; c++) {
        long start = at + (long) (p - from) * panelRow() + (long) c * lanes.lanes();
        if (images != null
            && loops != null
            && gradient.spreadAll(
                loops, images, channel + c, p, end - p, memory, start, panelRow())) {
          continue;
        }
        for (int lane = 0; lane < lanes.lanes(); lane += 2) {
          int one = lanes.image(round, group, lane);
          int other = lanes.image(round, group, lane + 1);
          layOutGradient(one, other, channel + c, p, end - p, memory, start + lane);
        }
      }
    }
  }

  /** The images of all lanes, or null if they cannot be laid out at once. */
  private int @Nullable [] imagesAtOnce(int round, int group) {
    return loops == null || loops.lanes() != lanes.lanes() ? null : lanes.images(round, group);
  }

  /** All lanes at once; false if that is not possible here, and nothing was done. */
  private boolean layOutInput(
      int[] images, int channel, int row, int rows, MemorySegment planes, long at) {
    if (loops == null || sizes.window().strideW() != 1) {
      return false;
    }
    long cell = channel * grid.plane() + (long) (row + sizes.window().padH()) * grid.pitch();
    long to = at + (cell + sizes.window().padW()) * lanes.lanes();
    int pixel = row * sizes.width();
    int count = rows * sizes.width();
    return input.spreadAll(loops, images, channel, pixel, count, planes, to, lanes.lanes());
  }

  private void layOutInput(
      int first, int second, int channel, int row, int rows, MemorySegment planes, long at) {
    long from = channel * grid.plane() + (long) (row + sizes.window().padH()) * grid.pitch();
    long to = at + from * lanes.lanes();
    if (first >= 0 && second >= 0 && sizes.window().strideW() == 1) {
      to += (long) sizes.window().padW() * lanes.lanes();
      int pixel = row * sizes.width();
      int count = rows * sizes.width();
      input.spreadTwo(first, channel, second, channel, pixel, count, planes, to, lanes.lanes());
      return;
    }
    for (int r = 0; r < rows; r++) {
      long next = to + (long) r * grid.pitch() * lanes.lanes();
      layOutRow(first, channel, row + r, planes, next);
      layOutRow(second, channel, row + r, planes, next + 1);
    }
  }

  private void layOutRow(int image, int channel, int row, MemorySegment planes, long at) {
    int stride = sizes.window().strideW();
    int padW = sizes.window().padW();
    int width = Math.min(sizes.width(), sizes.reachW() - padW);
    for (int left = 0; left < Math.min(stride, width); left++) {
      long to = at + (long) grid.column(left + padW) * lanes.lanes();
      if (image >= 0) {
        input.spreadRow(image, channel, row, left, width, stride, planes, to, lanes.lanes());
      } else {
        clear(planes, to, lanes.lanes(), Math.ceilDiv(width - left, stride));
      }
    }
  }

  private void layOutGradient(
      int first, int second, int channel, int pixel, int count, MemorySegment panel, long at) {
    if (first >= 0 && second >= 0) {
      gradient.spreadTwo(first, channel, second, channel, pixel, count, panel, at, panelRow());
      return;
    }
    int[] images = {first, second};
    for (int lane = 0; lane < images.length; lane++) {
      if (images[lane] >= 0) {
        gradient.spreadPixels(images[lane], channel, pixel, count, panel, at + lane, panelRow());
      } else {
        clear(panel, at + lane, panelRow(), count);
      }
    }
  }

  private void clear(MemorySegment memory, long at, int step, int count) {
    for (int i = 0; i < count; i++) {
      Cells.clear(memory, at + (long) i * step, 1, bytes);
    }
  }
}
