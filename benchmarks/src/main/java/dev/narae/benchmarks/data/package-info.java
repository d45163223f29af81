/** How fast data comes, how much a trainer adds to a loop, how long a file of tensors takes. */
@NullMarked
package dev.narae.benchmarks.data;

import org.jspecify.annotations.NullMarked;
