/** A variational autoencoder that draws digits. */
@NullMarked
package dev.narae.examples.vae;

import org.jspecify.annotations.NullMarked;
