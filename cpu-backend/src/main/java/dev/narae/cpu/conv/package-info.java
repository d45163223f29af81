/**
 * Convolutions and max-pooling. Micro-kernels find what windows meet in the planes of an image, by
 * tables of offsets: in the image itself, or where it has to be padded in planes in the cache.
 */
@NullMarked
package dev.narae.cpu.conv;

import org.jspecify.annotations.NullMarked;
