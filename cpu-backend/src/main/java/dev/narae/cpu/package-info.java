/** The CPU backend in pure Java. */
@NullMarked
package dev.narae.cpu;

import org.jspecify.annotations.NullMarked;
