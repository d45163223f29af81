/** The documents as a static site: one HTML page for each Markdown page, without scripts. */
@NullMarked
package dev.narae.site;

import org.jspecify.annotations.NullMarked;
