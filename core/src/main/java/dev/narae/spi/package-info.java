/** What a backend implements: buffers, views and a small set of computations into given views. */
@NullMarked
package dev.narae.spi;

import org.jspecify.annotations.NullMarked;
