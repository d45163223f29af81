package dev.narae.cuda;

/**
 * How cuDNN computes a convolution.
 *
 * @param algorithm its number among those of this kind of computation
 * @param workspace the bytes of memory that it needs meanwhile
 */
record DnnChoice(int algorithm, long workspace) {}
