/** A slow, plain backend that every other one is compared with. */
@NullMarked
package dev.narae.reference;

import org.jspecify.annotations.NullMarked;
