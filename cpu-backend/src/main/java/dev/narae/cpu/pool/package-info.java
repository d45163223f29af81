/** Average-pooling: windows are summed down the columns first, in plain loops over whole rows. */
@NullMarked
package dev.narae.cpu.pool;

import org.jspecify.annotations.NullMarked;
