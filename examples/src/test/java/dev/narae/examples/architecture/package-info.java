/** Checks which module may know which: the table in docs/architecture.md. */
@NullMarked
package dev.narae.examples.architecture;

import org.jspecify.annotations.NullMarked;
