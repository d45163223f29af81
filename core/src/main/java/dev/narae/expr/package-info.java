/**
 * Elementwise computations as trees: one formula serves a tensor, a fused kernel and a gradient.
 */
@NullMarked
package dev.narae.expr;

import org.jspecify.annotations.NullMarked;
