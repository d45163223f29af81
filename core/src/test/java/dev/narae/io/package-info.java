/** Tests of the tensor files. */
@NullMarked
package dev.narae.io;

import org.jspecify.annotations.NullMarked;
