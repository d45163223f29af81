package dev.narae.examples.mnist;

import dev.narae.examples.UserException;
import dev.narae.train.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A checkpoint to go on from.
 *
 * @param checkpoint weights, optimizer and random numbers
 * @param notes what it says about the run
 */
record ResumePoint(Checkpoint checkpoint, RunNotes notes) {

  /**
   * Reads a checkpoint to the default device.
   *
   * @throws UserException if there is no such file, or another program wrote it
   * @throws IOException if it is damaged or cannot be read
   */
  static ResumePoint read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new UserException(
          "--resume %s: no such file; give the %s of a run".formatted(file, RunFolder.CHECKPOINT));
    }
    Checkpoint checkpoint = Checkpoint.read(file);
    try {
      return new ResumePoint(checkpoint, RunNotes.parse(checkpoint.notes()));
    } catch (IllegalArgumentException e) {
      throw new UserException(
          "--resume %s is not a checkpoint of narae train: %s; give the %s of a run"
              .formatted(file, e.getMessage(), RunFolder.CHECKPOINT),
          e);
    }
  }
}
