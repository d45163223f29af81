/** What every backend has to get right: one list of cases, and a suite that runs it on a device. */
@NullMarked
package dev.narae.conformance;

import org.jspecify.annotations.NullMarked;
