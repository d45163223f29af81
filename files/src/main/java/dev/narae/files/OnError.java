package dev.narae.files;

/** What becomes of a damaged row or image. */
public enum OnError {
  /** Reading ends with an exception that names file and line. */
  STOP,
  /** It is left out, and listed among what was skipped. */
  SKIP
}
