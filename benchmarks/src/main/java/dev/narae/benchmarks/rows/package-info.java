/** The lines of the table and our side of each. */
@NullMarked
package dev.narae.benchmarks.rows;

import org.jspecify.annotations.NullMarked;
