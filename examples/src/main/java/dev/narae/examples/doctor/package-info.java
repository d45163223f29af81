/** {@code narae doctor}: what a machine has, what it lacks, and whether training works on it. */
@NullMarked
package dev.narae.examples.doctor;

import org.jspecify.annotations.NullMarked;
