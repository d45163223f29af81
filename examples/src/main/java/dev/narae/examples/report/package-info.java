/** What a training run tells people and writes to disk: progress, tables, plots and metrics. */
@NullMarked
package dev.narae.examples.report;

import org.jspecify.annotations.NullMarked;
