/** Tensors, shapes, dtypes, devices and automatic differentiation: what a Narae program imports. */
@NullMarked
package dev.narae;

import org.jspecify.annotations.NullMarked;
