/**
 * Convolutions and max-pooling. Images are first copied, block by block, into padded planes in the
 * cache; products with the weights are then taken either straight from the planes or from a matrix
 * of patches.
 */
@NullMarked
package dev.narae.cpu.conv;

import org.jspecify.annotations.NullMarked;
