package dev.narae.spi;

import dev.narae.expr.Kernel;

/**
 * One of several evaluations of kernels.
 *
 * @param kernel what is evaluated
 * @param call on what
 */
public record KernelCall(Kernel kernel, MapCall call) {}
