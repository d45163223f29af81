package dev.narae.examples.mnist;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The four files that make up a data set of the MNIST family. */
enum MnistFile {
  TRAIN_IMAGES("train-images", "idx3-ubyte"),
  TRAIN_LABELS("train-labels", "idx1-ubyte"),
  TEST_IMAGES("t10k-images", "idx3-ubyte"),
  TEST_LABELS("t10k-labels", "idx1-ubyte");

  private final String stem;
  private final String format;

  MnistFile(String stem, String format) {
    this.stem = stem;
    this.format = format;
  }

  /** The name under which the data set was first published, without {@code .gz}. */
  String publishedName() {
    return stem + "-" + format;
  }

  /** Some unpackers turn the last hyphen into a dot, so both spellings are looked for. */
  Optional<Path> in(Path folder) {
    return Stream.of("-", ".")
        .flatMap(joint -> Stream.of("", ".gz").map(suffix -> stem + joint + format + suffix))
        .map(folder::resolve)
        .filter(Files::isRegularFile)
        .findFirst();
  }
}
