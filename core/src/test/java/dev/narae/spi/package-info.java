/** Tests of layouts and loops. */
@NullMarked
package dev.narae.spi;

import org.jspecify.annotations.NullMarked;
