/**
 * Operators that treat rows, the elements along the last dimension, as wholes: softmax and its
 * logarithm, normalisation, cross-entropy, and their gradients.
 */
@NullMarked
package dev.narae.cpu.rows;

import org.jspecify.annotations.NullMarked;
