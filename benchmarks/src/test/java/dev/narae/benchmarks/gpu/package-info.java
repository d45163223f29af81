@NullMarked
package dev.narae.benchmarks.gpu;

import org.jspecify.annotations.NullMarked;
