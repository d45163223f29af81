/** Data sets out of files that are read with a library: images in folders, and tables. */
@NullMarked
package dev.narae.files;

import org.jspecify.annotations.NullMarked;
