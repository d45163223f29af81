/** JMH benchmarks of the backends, and the program that runs them and prints one table. */
@NullMarked
package dev.narae.benchmarks;

import org.jspecify.annotations.NullMarked;
