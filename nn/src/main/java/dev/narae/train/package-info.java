/** The training loop, and what belongs to it: callbacks, figures of merit and checkpoints. */
@NullMarked
package dev.narae.train;

import org.jspecify.annotations.NullMarked;
