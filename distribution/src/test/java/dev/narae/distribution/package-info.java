/** What is published, as those who depend on it get it. */
@NullMarked
package dev.narae.distribution;

import org.jspecify.annotations.NullMarked;
