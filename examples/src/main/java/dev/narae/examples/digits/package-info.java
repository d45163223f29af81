/** A convolutional network with batch normalisation for the digits of MNIST. */
@NullMarked
package dev.narae.examples.digits;

import org.jspecify.annotations.NullMarked;
