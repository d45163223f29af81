package dev.narae.examples.text;

import dev.narae.Tensor;
import dev.narae.examples.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A text as numbers: nine tenths to learn from, the last tenth to validate with.
 *
 * @param characters every character that occurs, in order; a number is a place in it
 * @param training the first part
 * @param validation the last part
 */
@SuppressWarnings("ArrayRecordComponent") // read only and never compared
record Corpus(String characters, long[] training, long[] validation) {
  private static final double LEARNED = 0.9;

  /**
   * Reads a text, or the embedded novel if there is none.
   *
   * @param context how many characters a network sees at most
   * @throws UserException if the file is a folder, no text in UTF-8 or too short
   * @throws IOException if it cannot be read
   */
  static Corpus load(@Nullable Path file, int context) throws IOException {
    String text = file == null ? embedded() : read(file);
    int least = (int) ((context + 2) / (1 - LEARNED)) + 1;
    if (text.length() < least) {
      throw new UserException(
          "--text %s has %d characters; it must have at least %d"
              .formatted(file, text.length(), least));
    }
    return of(text);
  }

  private static String read(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new UserException("--text %s is a folder; give a file".formatted(file));
    }
    try {
      return Files.readString(file);
    } catch (MalformedInputException e) {
      throw new UserException("--text %s is not a text in UTF-8; convert it".formatted(file), e);
    }
  }

  private static String embedded() throws IOException {
    try (InputStream in = Corpus.class.getResourceAsStream("emma.txt.gz")) {
      if (in == null) {
        throw new IOException("the embedded text is missing; build the project again");
      }
      return new String(new GZIPInputStream(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  static Corpus of(String text) {
    String characters =
        text.chars()
            .distinct()
            .sorted()
            .collect(StringBuilder::new, (all, c) -> all.append((char) c), StringBuilder::append)
            .toString();
    long[] numbers = text.chars().mapToLong(characters::indexOf).toArray();
    int learned = (int) (numbers.length * LEARNED);
    return new Corpus(
        characters,
        Arrays.copyOf(numbers, learned),
        Arrays.copyOfRange(numbers, learned, numbers.length));
  }

  /**
   * Stretches of a text and the characters that follow each of theirs.
   *
   * @param input (batch, steps)
   * @param target (batch, steps), one character further
   */
  record Stretch(Tensor input, Tensor target) {}

  /** Stretches from random places of the part to learn from. */
  Stretch random(int batch, int steps, SplittableRandom random) {
    int[] starts = new int[batch];
    for (int i = 0; i < batch; i++) {
      starts[i] = random.nextInt(training.length - steps);
    }
    return stretch(training, starts, steps);
  }

  /** How many stretches the part to validate with has, one after another. */
  int validationStretches(int steps) {
    return (validation.length - 1) / steps;
  }

  /** Some of these stretches. */
  Stretch validation(int first, int count, int steps) {
    int[] starts = new int[count];
    for (int i = 0; i < count; i++) {
      starts[i] = (first + i) * steps;
    }
    return stretch(validation, starts, steps);
  }

  private static Stretch stretch(long[] numbers, int[] starts, int steps) {
    long[] input = new long[starts.length * steps];
    long[] target = new long[input.length];
    for (int i = 0; i < starts.length; i++) {
      System.arraycopy(numbers, starts[i], input, i * steps, steps);
      System.arraycopy(numbers, starts[i] + 1, target, i * steps, steps);
    }
    return new Stretch(
        Tensor.of(input, starts.length, steps), Tensor.of(target, starts.length, steps));
  }
}
