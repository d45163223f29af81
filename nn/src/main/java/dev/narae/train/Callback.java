package dev.narae.train;

/**
 * What else happens while a {@link Trainer} works. Methods are called in the thread that trains,
 * for each callback in the order in which they were added; what one throws ends the run.
 */
public interface Callback {
  /** Under which name a checkpoint keeps the state; the class's name unless changed. */
  default String name() {
    return getClass().getSimpleName();
  }

  /** What has to survive in a checkpoint. */
  default State state() {
    return State.EMPTY;
  }

  /**
   * Goes on from a checkpoint.
   *
   * @throws IllegalArgumentException if the state does not fit
   */
  default void restore(State state) {}

  /** Before the first step; after a checkpoint was restored. */
  default void runBegun(Run run) {}

  /** Before the first step of an epoch, also where an epoch is taken up in the middle. */
  default void epochBegun(Run run) {}

  /**
   * After a step's gradients were added up and before they change the parameters; in mixed
   * precision also before a step that is then left out.
   */
  default void gradientsReady(Run run) {}

  /** After the parameters were changed. */
  default void stepEnded(Run run) {}

  /** Before the model is tried on the validation data. */
  default void validationBegun(Run run) {}

  /** After the model was tried on the validation data. */
  default void validationEnded(Run run) {}

  /** After an epoch, when all its figures are known and the learning rate is set. */
  default void epochEnded(Run run) {}

  /**
   * After all callbacks have seen a step, or the end of an epoch: what is saved now is consistent.
   *
   * @param epoch whether an epoch has ended
   */
  default void settled(Run run, boolean epoch) {}

  /** After the last step, unless the run failed. */
  default void runEnded(Run run) {}

  /** Releases what is held; called once, whatever happened. */
  default void close() {}
}
