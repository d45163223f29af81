/** Batch normalisation, a channel at a time. */
@NullMarked
package dev.narae.cpu.norm;

import org.jspecify.annotations.NullMarked;
