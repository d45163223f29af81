package dev.narae.data;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Data sets of grey images of 28 x 28 that come as IDX files, packed with gzip or not, under the
 * names they are published with. Nothing is downloaded: {@link #read} is given the folder.
 */
public enum IdxImages {
  /** Handwritten digits (LeCun, Cortes and Burges). */
  MNIST("", 10, false),
  /** Articles of clothing (Xiao, Rasul and Vollgraf: Fashion-MNIST, 2017). */
  FASHION_MNIST("", 10, false),
  /**
   * Handwritten Japanese characters (Clanuwat et al.: Deep learning for classical Japanese
   * literature, 2018).
   */
  KMNIST("", 10, false),
  /** Handwritten digits and letters, 62 classes (Cohen et al.: EMNIST, 2017). */
  EMNIST_BY_CLASS("emnist-byclass-", 62, true),
  /** The same in 47 classes, letters alike in both cases joined. */
  EMNIST_BY_MERGE("emnist-bymerge-", 47, true),
  /** The same in 47 classes of equal size. */
  EMNIST_BALANCED("emnist-balanced-", 47, true),
  /** Letters, labelled 1 to 26. */
  EMNIST_LETTERS("emnist-letters-", 27, true),
  /** Digits. */
  EMNIST_DIGITS("emnist-digits-", 10, true),
  /** Digits, of the size of MNIST. */
  EMNIST_MNIST("emnist-mnist-", 10, true);

  private final String prefix;
  private final int classes;
  private final boolean transposed;

  IdxImages(String prefix, int classes, boolean transposed) {
    this.prefix = prefix;
    this.classes = classes;
    this.transposed = transposed;
  }

  /** The number of classes; labels are below it. */
  public int classes() {
    return classes;
  }

  /**
   * Reads images and labels out of a folder to the default device.
   *
   * @param training the training images, or those for tests
   * @throws IdxFormatException if a file is damaged or the two do not belong together
   * @throws IOException if a file is missing or cannot be read
   */
  public ImageDataset read(Path folder, boolean training) throws IOException {
    String part = training ? "train" : prefix.isEmpty() ? "t10k" : "test";
    try (Arena arena = Arena.ofConfined()) {
      LabelledIdx files =
          LabelledIdx.read(
              file(folder, prefix + part + "-images-idx3-ubyte"),
              file(folder, prefix + part + "-labels-idx1-ubyte"),
              classes,
              arena);
      if (transposed) {
        transpose(files.images());
      }
      return ImageDataset.of(files);
    }
  }

  private static Path file(Path folder, String name) throws IOException {
    for (String ending : List.of("", ".gz")) {
      Path file = folder.resolve(name + ending);
      if (Files.exists(file)) {
        return file;
      }
    }
    throw new IOException(
        "%s: there is no %s, with or without .gz; fetch the data set and name its folder"
            .formatted(folder, name));
  }

  /** EMNIST is stored column by column. */
  private static void transpose(IdxFile images) {
    int height = images.dims().get(1);
    int width = images.dims().get(2);
    MemorySegment data = images.data();
    byte[] turned = new byte[height * width];
    for (long start = 0; start < data.byteSize(); start += turned.length) {
      for (int i = 0; i < turned.length; i++) {
        int from = i % width * height + i / width;
        turned[i] = data.get(ValueLayout.JAVA_BYTE, start + from);
      }
      MemorySegment.copy(turned, 0, data, ValueLayout.JAVA_BYTE, start, turned.length);
    }
  }
}
