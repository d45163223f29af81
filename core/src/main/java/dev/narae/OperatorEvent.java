package dev.narae;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** One operator, with all that it calls. */
@Name("narae.Operator")
@Label("Operator")
@Category("Narae")
@StackTrace(false)
final class OperatorEvent extends Event {
  @Nullable String operator;
}
