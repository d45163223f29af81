package dev.narae.cpu.conv;

import dev.narae.DType;

/**
 * Convolutions of 3×3 kernels by Winograd's minimal filtering F(4×4, 3×3), as in Lavin and Gray,
 * "Fast Algorithms for Convolutional Neural Networks", 2016: outputs in tiles of 4×4 take 36
 * products where the definition takes 144. Each tile's 6×6 inputs and each kernel are transformed
 * by a few sums to 6×6 numbers; their products, summed over the channels, are 36 matrix products;
 * and sums of these are the outputs.
 *
 * <p>The transforms evaluate polynomials at 0, ±√½, ±√2 and infinity, whose powers grow less than
 * those of the usual 0, ±1, ±2: that halves the errors. Low slabs of the products halve them again.
 *
 * <p>Errors stay within four times those of the definition for inputs of similar size, but are
 * relative to the largest of a tile's inputs: a small output beside a huge input is less exact.
 * Where an input is huge, infinite or NaN the definition is followed, since differences of such
 * numbers would spoil a whole tile.
 */
final class Winograd {
  private static final int KERNEL = 3;

  /** Channels from which on 36 products instead of 144 repay the transforms. */
  private static final int MANY_CHANNELS = 24;

  /**
   * Rows and columns of a plane from which on it may be transformed. In narrower ones most taps
   * meet padding, which costs the definition no error: transforms made up to seven times its own.
   */
  private static final int WIDE = 3;

  /**
   * Pixels of a plane from which on the gradient of weights may be computed so. With 128 errors
   * were up to 4.5 times those of the definition, with these up to 3.7.
   */
  private static final int LARGE_PLANE = 160;

  /** What a product by transforms must save, to repay these. */
  private static final double SAVING = 1.3;

  /** Products that take as long as the transforms of a kernel and of its gradient. */
  private static final int OF_KERNEL = 2000;

  /** So many kernels more cost each of them a product: the more there are, the farther they lie. */
  private static final int FAR_KERNELS = 50;

  private static final int PRODUCTS = KERNEL * KERNEL;

  private Winograd() {}

  /** Whether this is the faster way, which depends on nothing but the sizes. */
  static boolean pays(ConvRuntime runtime, ConvSizes sizes, DType dtype) {
    return runtime.winograd()
        && dtype == DType.F32
        && !sizes.empty()
        && sizes.kernelH() == KERNEL
        && sizes.kernelW() == KERNEL
        && sizes.unitStride()
        && sizes.window().dilationH() == 1
        && sizes.window().dilationW() == 1
        && sizes.in() >= MANY_CHANNELS
        && sizes.out() >= MANY_CHANNELS
        && Math.min(sizes.height(), sizes.width()) >= WIDE
        && saves(sizes);
  }

  /**
   * Whether this is the faster way for the gradient of weights. In small planes the definition sums
   * few numbers at a time, and transforms would make errors of more than four times its own. What
   * padding adds to the outputs, or the lack of it takes, does not count: zeros make no error.
   */
  static boolean paysForWeights(ConvRuntime runtime, ConvSizes sizes, DType dtype) {
    long inputs = (long) sizes.height() * sizes.width();
    long outputs = (long) sizes.outH() * sizes.outW();
    return Math.min(inputs, outputs) >= LARGE_PLANE && pays(runtime, sizes, dtype);
  }

  private static boolean saves(ConvSizes sizes) {
    WinogradTiles tiles = WinogradTiles.of(sizes);
    double direct = (double) sizes.images() * sizes.outH() * sizes.outW() * PRODUCTS;
    double transformed =
        (double) sizes.images() * tiles.rows() * tiles.columns() * WinogradLoops.POINTS;
    double ofKernel = OF_KERNEL + (double) sizes.in() * sizes.out() / FAR_KERNELS;
    return transformed * SAVING + ofKernel <= direct;
  }
}
