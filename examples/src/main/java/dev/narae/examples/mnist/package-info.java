/** The main job: the lab report's convolutional network trained on MNIST. */
@NullMarked
package dev.narae.examples.mnist;

import org.jspecify.annotations.NullMarked;
