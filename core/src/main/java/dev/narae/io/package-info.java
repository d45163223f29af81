/** Tensor files: safetensors, and NumPy's .npy and .npz. */
@NullMarked
package dev.narae.io;

import org.jspecify.annotations.NullMarked;
