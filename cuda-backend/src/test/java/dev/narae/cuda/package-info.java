/** Tests of the search for GPUs, on simulated machines. */
@NullMarked
package dev.narae.cuda;

import org.jspecify.annotations.NullMarked;
