package dev.narae.benchmarks;

import dev.narae.Backends;
import dev.narae.spi.Backend;
import java.util.function.BooleanSupplier;

/** Whether no kernel is on its way from its first form to its last. */
final class Settled implements BooleanSupplier {
  private final Backend backend = Backends.open(Backends.defaultDevice());

  @Override
  public boolean getAsBoolean() {
    return backend.isWarm();
  }
}
