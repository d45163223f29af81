package dev.narae.train;

/** Tells the JDK Flight Recorder of training steps, if {@code -Dnarae.events=true} asks for it. */
final class StepEvents {
  static final boolean ON = Boolean.getBoolean("narae.events");

  private StepEvents() {}

  static void around(Runnable work, Run run) {
    StepEvent event = new StepEvent();
    event.begin();
    work.run();
    event.step = run.step();
    event.loss = run.loss();
    event.commit();
  }
}
