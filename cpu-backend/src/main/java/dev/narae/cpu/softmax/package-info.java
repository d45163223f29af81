/** The softmax, its logarithm and their gradients along the last dimension. */
@NullMarked
package dev.narae.cpu.softmax;

import org.jspecify.annotations.NullMarked;
