/** The lab book: the items of the lab report, run and written down. */
@NullMarked
package dev.narae.examples.lab;

import org.jspecify.annotations.NullMarked;
