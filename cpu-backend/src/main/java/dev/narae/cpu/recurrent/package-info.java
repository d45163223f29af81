/** Recurrent layers over whole sequences, and their gradients. */
@NullMarked
package dev.narae.cpu.recurrent;

import org.jspecify.annotations.NullMarked;
