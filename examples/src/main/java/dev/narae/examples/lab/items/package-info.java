/** The items of the lab report, one class each, to be read by someone who learns the subject. */
@NullMarked
package dev.narae.examples.lab.items;

import org.jspecify.annotations.NullMarked;
