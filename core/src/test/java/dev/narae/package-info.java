/** Tests of tensors and automatic differentiation. */
@NullMarked
package dev.narae;

import org.jspecify.annotations.NullMarked;
