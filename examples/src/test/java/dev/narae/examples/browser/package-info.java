/** A real browser for tests of pages, also for those of the site. */
@NullMarked
package dev.narae.examples.browser;

import org.jspecify.annotations.NullMarked;
