package dev.narae.cpu.conv;

import dev.narae.DType;

/**
 * Convolutions of 3×3 kernels by Winograd's minimal filtering F(2×2, 3×3), as in Lavin and Gray,
 * "Fast Algorithms for Convolutional Neural Networks", 2016: outputs in tiles of 2×2 take 16
 * products where the definition takes 36. Each tile's 4×4 inputs and each kernel are transformed by
 * a few sums to 4×4 numbers; their products, summed over the channels, are 16 matrix products; and
 * sums of these are the outputs.
 *
 * <p>Errors stay within four times those of the definition for inputs of similar size, but are
 * relative to the largest of a tile's inputs: a small output beside a huge input is less exact.
 * Where an input is huge, infinite or NaN the definition is followed, since differences of such
 * numbers would spoil a whole tile.
 */
final class Winograd {
  /** Numbers in a transformed tile: 4×4. */
  static final int POINTS = 16;

  private static final int KERNEL = 3;

  /** Channels from which on 16 products instead of 36 repay the transforms. */
  private static final int MANY_CHANNELS = 32;

  /** What a product by transforms must save, to repay these. */
  private static final double SAVING = 1.3;

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
        && saves(sizes);
  }

  private static boolean saves(ConvSizes sizes) {
    WinogradTiles tiles = WinogradTiles.of(sizes);
    double direct = (double) sizes.outH() * sizes.outW() * PRODUCTS;
    return (double) tiles.rows() * tiles.pitch() * POINTS * SAVING <= direct;
  }
}
