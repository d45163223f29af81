/** Networks that write text, character by character. */
@NullMarked
package dev.narae.examples.text;

import org.jspecify.annotations.NullMarked;
