package dev.narae.cuda;

/** What a search for GPUs and their libraries came to. */
sealed interface Finding {
  /**
   * Everything is there.
   *
   * @param driver the driver and its GPUs
   * @param toolkit NVIDIA's libraries
   */
  record Complete(DriverReport driver, Toolkit toolkit) implements Finding {}

  /**
   * Something is missing.
   *
   * @param reason one line that says what, where it was looked for and what to install
   */
  record Missing(String reason) implements Finding {}
}
