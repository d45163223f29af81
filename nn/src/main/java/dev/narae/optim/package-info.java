/** Optimizers and schedules: how gradients change parameters, and how fast. */
@NullMarked
package dev.narae.optim;

import org.jspecify.annotations.NullMarked;
