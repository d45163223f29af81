package dev.narae.cuda;

import java.nio.file.Path;

/** What a search for GPUs and their libraries came to. */
sealed interface Finding {
  /**
   * Everything is there.
   *
   * @param library the driver's file
   * @param driver the driver and its GPUs
   * @param toolkit NVIDIA's libraries
   */
  record Complete(Path library, DriverReport driver, Toolkit toolkit) implements Finding {
    @Override
    public String toString() {
      return "%s, %s".formatted(driver, toolkit);
    }
  }

  /**
   * Something is missing.
   *
   * @param reason one line that says what, where it was looked for and what to install
   */
  record Missing(String reason) implements Finding {}
}
