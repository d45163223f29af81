package dev.narae.data;

import dev.narae.Backends;
import dev.narae.DType;
import dev.narae.Shape;
import dev.narae.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Colour images of 32 x 32 in the binary form of CIFAR-10 and CIFAR-100 (Krizhevsky: Learning
 * multiple layers of features from tiny images, 2009): records of a label, or of a coarse and a
 * fine one, and 3072 bytes of red, green and blue planes. Nothing is downloaded.
 */
public enum Cifar {
  /** Ten classes, in files {@code data_batch_1.bin} to 5 and {@code test_batch.bin}. */
  CIFAR_10(10, 1),
  /** A hundred classes, the fine labels, in files {@code train.bin} and {@code test.bin}. */
  CIFAR_100(100, 2);

  private static final int SIDE = 32;
  private static final int PIXELS = 3 * SIDE * SIDE;

  private final int classes;
  private final int labelBytes;

  Cifar(int classes, int labelBytes) {
    this.classes = classes;
    this.labelBytes = labelBytes;
  }

  /** The number of classes. */
  public int classes() {
    return classes;
  }

  /**
   * Reads the images of a folder to the default device.
   *
   * @param training the training images, or those for tests
   * @throws IOException if a file is missing, cannot be read, or is no such file, saying what is
   *     wrong where
   */
  public ImageDataset read(Path folder, boolean training) throws IOException {
    List<Path> files = new ArrayList<>();
    for (String name : names(training)) {
      Path file = folder.resolve(name);
      if (!Files.isRegularFile(file)) {
        throw new IOException(
            "%s: there is no %s; fetch the binary version of the data set and name its folder"
                .formatted(folder, name));
      }
      files.add(file);
    }
    return read(files);
  }

  private List<String> names(boolean training) {
    if (this == CIFAR_100) {
      return List.of(training ? "train.bin" : "test.bin");
    }
    return training
        ? List.of(
            "data_batch_1.bin",
            "data_batch_2.bin",
            "data_batch_3.bin",
            "data_batch_4.bin",
            "data_batch_5.bin")
        : List.of("test_batch.bin");
  }

  private ImageDataset read(List<Path> files) throws IOException {
    long record = (long) labelBytes + PIXELS;
    long count = 0;
    for (Path file : files) {
      long size = Files.size(file);
      if (size == 0 || size % record != 0) {
        throw new IOException(
            "%s: %d bytes are no whole number of records of %d; fetch the file again"
                .formatted(file, size, record));
      }
      count += size / record;
    }
    long[] labels = new long[Math.toIntExact(count)];
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment pixels = arena.allocate(count * PIXELS);
      int next = 0;
      for (Path file : files) {
        next = read(file, labels, pixels, next);
      }
      Shape shape = Shape.of(count, 3, SIDE, SIDE);
      Tensor images = Tensor.of(pixels, shape, DType.U8, Backends.defaultDevice());
      return new ImageDataset(images, Tensor.of(labels, count));
    }
  }

  private int read(Path file, long[] labels, MemorySegment pixels, int first) throws IOException {
    int next = first;
    byte[] record = new byte[labelBytes + PIXELS];
    try (InputStream in = Files.newInputStream(file)) {
      while (next < labels.length && in.readNBytes(record, 0, record.length) == record.length) {
        int label = Byte.toUnsignedInt(record[labelBytes - 1]);
        if (label >= classes) {
          throw new IOException(
              "%s: record %d has the label %d, but there are %d classes; fetch the file again"
                  .formatted(file, next - first, label, classes));
        }
        labels[next] = label;
        long start = (long) next * PIXELS;
        MemorySegment.copy(record, labelBytes, pixels, ValueLayout.JAVA_BYTE, start, PIXELS);
        next++;
      }
    }
    return next;
  }
}
