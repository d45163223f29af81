/** Attention in blocks of queries and keys that stay in the cache. */
@NullMarked
package dev.narae.cpu.attention;

import org.jspecify.annotations.NullMarked;
