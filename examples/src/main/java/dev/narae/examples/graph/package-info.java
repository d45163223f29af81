/** Autograd graphs as pictures. */
@NullMarked
package dev.narae.examples.graph;

import org.jspecify.annotations.NullMarked;
