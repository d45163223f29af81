/** The backend for NVIDIA GPUs: finds the driver, its GPUs and NVIDIA's libraries. */
@NullMarked
package dev.narae.cuda;

import org.jspecify.annotations.NullMarked;
