/** The {@code narae} command line: training, devices and benchmarks for people at a terminal. */
@NullMarked
package dev.narae.examples;

import org.jspecify.annotations.NullMarked;
