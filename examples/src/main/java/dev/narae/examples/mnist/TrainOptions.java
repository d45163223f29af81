package dev.narae.examples.mnist;

import dev.narae.examples.UserException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What the user asked for; {@code null} is what was left open.
 *
 * @param epochs passes over the data, positive
 * @param batch images in a batch, positive
 * @param lr learning rate, positive and finite
 * @param device name of the device to compute on
 * @param seed start of all random numbers
 * @param data folder of the data set
 * @param out folder for the results
 * @param resume checkpoint to go on from
 */
public record TrainOptions(
    @Nullable Integer epochs,
    @Nullable Integer batch,
    @Nullable Double lr,
    @Nullable String device,
    @Nullable Long seed,
    @Nullable Path data,
    @Nullable Path out,
    @Nullable Path resume) {

  /**
   * Checks the values.
   *
   * @throws UserException if a number is outside its range
   */
  public TrainOptions {
    requirePositive("--epochs", epochs);
    requirePositive("--batch", batch);
    if (lr != null && !(lr > 0 && Double.isFinite(lr))) {
      throw new UserException(
          "--lr must be a positive finite number, but is " + lr + "; give one such as 0.01");
    }
  }

  /**
   * Checks an option that counts something.
   *
   * @throws UserException if it is given and not positive
   */
  public static void requirePositive(String option, @Nullable Integer value) {
    if (value != null && value < 1) {
      throw new UserException(
          option + " must be a positive whole number, but is " + value + "; give 1 or more");
    }
  }

  /**
   * Fills what was left open.
   *
   * @param open the values to take where none was given: the defaults, or those of a checkpoint
   */
  TrainSettings settings(TrainSettings open) {
    return new TrainSettings(
        epochs == null ? open.epochs() : epochs,
        batch == null ? open.batch() : batch,
        lr == null ? open.lr() : lr,
        seed == null ? open.seed() : seed);
  }
}
