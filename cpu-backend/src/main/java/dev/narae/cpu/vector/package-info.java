/** Kernels on the Vector API; loaded only where {@code jdk.incubator.vector} is present. */
@NullMarked
package dev.narae.cpu.vector;

import org.jspecify.annotations.NullMarked;
