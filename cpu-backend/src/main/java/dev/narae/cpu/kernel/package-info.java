/**
 * Elementwise computations and reductions: expression trees become primitive steps ({@link
 * dev.narae.cpu.kernel.Node}), those become bytecode, and loops over blocks run it.
 */
@NullMarked
package dev.narae.cpu.kernel;

import org.jspecify.annotations.NullMarked;
