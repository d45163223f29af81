/** What a training loop needs around it: figures of merit and checkpoints. */
@NullMarked
package dev.narae.train;

import org.jspecify.annotations.NullMarked;
