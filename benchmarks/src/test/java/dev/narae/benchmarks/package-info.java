/** Tests of the benchmark program and of what it measures. */
@NullMarked
package dev.narae.benchmarks;

import org.jspecify.annotations.NullMarked;
