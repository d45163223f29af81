package dev.narae.cpu.conv;

import java.lang.foreign.MemorySegment;

/**
 * The upstream gradient as kernels of kind WINDOWS read it: for each strip of output channels a
 * number for each of them at every pixel.
 *
 * @param sizes of the convolution
 * @param gradient the images (N, O, OH, OW)
 * @param strips of the output channels of a group
 */
record GradientStrips(ConvSizes sizes, Planes gradient, RowStrips strips) {

  private int pixels() {
    return sizes.outH() * sizes.outW();
  }

  /** Elements of an image. */
  long elements() {
    return (long) sizes.groups() * sizes.out() * pixels();
  }

  /** The position of what a strip needs from a pixel on. */
  long at(int group, int strip, int pixel) {
    return ((long) group * sizes.out() + strips.start(strip)) * pixels()
        + (long) pixel * strips.size(strip);
  }

  /** Lays out a group of an image. */
  void pack(int image, int group, MemorySegment to, long toAt) {
    for (int s = 0; s < strips.count(); s++) {
      gradient.spreadChannels(
          image,
          group * sizes.out() + strips.start(s),
          strips.size(s),
          to,
          toAt + at(group, s, 0),
          strips.size(s));
    }
  }
}
