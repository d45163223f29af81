package dev.narae.train;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** One batch of a training run: data, forwards, backwards, and the optimizer's step. */
@Name("narae.Step")
@Label("Training step")
@Category("Narae")
@StackTrace(false)
final class StepEvent extends Event {
  @Label("Steps so far")
  long step;

  double loss;
}
