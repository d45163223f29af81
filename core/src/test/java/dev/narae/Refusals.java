package dev.narae;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Objects;
import org.junit.jupiter.api.function.Executable;

/** Calls that must fail, and what they say. */
public final class Refusals {
  private Refusals() {}

  /** The message of the exception that a call throws. */
  public static String refusal(Class<? extends Throwable> type, Executable call) {
    return Objects.requireNonNull(assertThrows(type, call).getMessage(), "an empty message");
  }
}
