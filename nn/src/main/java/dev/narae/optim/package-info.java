/** Optimizers: how gradients change parameters. */
@NullMarked
package dev.narae.optim;

import org.jspecify.annotations.NullMarked;
