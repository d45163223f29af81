package dev.narae.cuda;

import dev.narae.DeviceException;
import dev.narae.spi.Readiness;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A value that is made when it is first needed; a failure is not kept. */
final class Lazy<T> {
  private final Supplier<T> maker;
  private final AtomicReference<@Nullable Readiness> asked = new AtomicReference<>();
  private volatile @Nullable T value;

  Lazy(Supplier<T> maker) {
    this.maker = maker;
  }

  T get() {
    T made = value;
    return made != null ? made : make();
  }

  private synchronized T make() {
    T made = value;
    if (made == null) {
      made = maker.get();
      value = made;
    }
    return made;
  }

  /** Has the value made by another thread; it is never ready there if that has failed once. */
  Readiness prepare(Executor background) {
    if (value != null) {
      return Readiness.READY;
    }
    if (asked.compareAndSet(null, Readiness.PREPARING)) {
      try {
        background.execute(this::makeOrGiveUp);
      } catch (RejectedExecutionException e) {
        asked.set(Readiness.NEVER);
      }
    }
    Readiness now = asked.get();
    return now == null ? Readiness.PREPARING : now;
  }

  private void makeOrGiveUp() {
    try {
      T _ = get();
      asked.set(Readiness.READY);
    } catch (DeviceException e) {
      asked.set(Readiness.NEVER);
    }
  }
}
