/** What the GPU bundle measures, beside PyTorch on the same GPU. */
@NullMarked
package dev.narae.benchmarks.gpu;

import org.jspecify.annotations.NullMarked;
