package dev.narae;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** A copy between host memory and a device, or between devices. */
@Name("narae.Copy")
@Label("Copy")
@Category("Narae")
@StackTrace(false)
final class CopyEvent extends Event {
  @Nullable String direction;
  @Nullable String device;

  @DataAmount long bytes;
}
