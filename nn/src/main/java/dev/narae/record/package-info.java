/** Records of training runs: TensorBoard event files, tables, JSON lines and a report in HTML. */
@NullMarked
package dev.narae.record;

import org.jspecify.annotations.NullMarked;
