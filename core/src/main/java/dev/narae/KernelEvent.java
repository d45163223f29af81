package dev.narae;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** One computation of a backend. */
@Name("narae.Kernel")
@Label("Kernel")
@Category("Narae")
@StackTrace(false)
final class KernelEvent extends Event {
  @Nullable String kernel;
  @Nullable String device;

  @Label("Elements of the result")
  long elements;
}
