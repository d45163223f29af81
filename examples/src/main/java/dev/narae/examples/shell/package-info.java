/** {@code narae shell}: jshell with Narae. */
@NullMarked
package dev.narae.examples.shell;

import org.jspecify.annotations.NullMarked;
