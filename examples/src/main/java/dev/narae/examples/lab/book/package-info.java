/** The page that shows what the items found: its template, plots, pictures and listings. */
@NullMarked
package dev.narae.examples.lab.book;

import org.jspecify.annotations.NullMarked;
