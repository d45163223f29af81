package dev.narae;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import org.jspecify.annotations.Nullable;

/** Memory taken for a tensor. */
@Name("narae.Allocation")
@Label("Allocation")
@Category("Narae")
final class AllocationEvent extends Event {
  @Nullable String device;

  @DataAmount long bytes;
}
