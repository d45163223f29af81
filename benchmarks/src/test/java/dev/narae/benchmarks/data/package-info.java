@NullMarked
package dev.narae.benchmarks.data;

import org.jspecify.annotations.NullMarked;
