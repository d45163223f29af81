/** Neural networks: modules with parameters, layers, losses and initialisations. */
@NullMarked
package dev.narae.nn;

import org.jspecify.annotations.NullMarked;
