/** The peer's side of each workload: libtorch, called through JavaCPP. */
@NullMarked
package dev.narae.benchmarks.torch;

import org.jspecify.annotations.NullMarked;
