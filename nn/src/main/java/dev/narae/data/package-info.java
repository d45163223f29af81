/** Data sets: the files they come in, and how a training loop walks over them. */
@NullMarked
package dev.narae.data;

import org.jspecify.annotations.NullMarked;
