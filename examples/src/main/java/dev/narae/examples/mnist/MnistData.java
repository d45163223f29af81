package dev.narae.examples.mnist;

import dev.narae.data.IdxFile;
import dev.narae.data.IdxFormatException;
import dev.narae.data.LabelledIdx;
import dev.narae.examples.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * A data set of the MNIST family: 28×28 grey images of ten classes.
 *
 * @param name what results are called after it
 * @param train the training set
 * @param test the set for validation
 */
record MnistData(String name, LabelledIdx train, LabelledIdx test) {
  static final int CLASSES = 10;
  static final int SIDE = 28;

  /** A byte buffer holds no more than 2 GiB. */
  private static final long MAX_BUFFER = 1L << 30;

  MnistData {
    requireSize(train.images());
    requireSize(test.images());
  }

  /**
   * Reads a folder, or the embedded MNIST if there is none.
   *
   * @param arena owns the memory of the images
   * @throws UserException if the folder lacks a file or the images are of another size
   * @throws IOException if a file is damaged or cannot be read
   */
  static MnistData load(@Nullable Path folder, Arena arena) throws IOException {
    return folder == null ? embedded(arena) : inFolder(folder, arena);
  }

  private static MnistData inFolder(Path folder, Arena arena) throws IOException {
    Map<MnistFile, Path> found = find(folder);
    Map<MnistFile, IdxFile> files = new EnumMap<>(MnistFile.class);
    for (var entry : found.entrySet()) {
      files.put(entry.getKey(), IdxFile.read(entry.getValue(), arena));
    }
    return of(folder.toRealPath().getFileName().toString(), files);
  }

  private static Map<MnistFile, Path> find(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new UserException(
          "--data " + folder + " is not a folder; give one that holds four IDX files");
    }
    Map<MnistFile, Path> found = new EnumMap<>(MnistFile.class);
    for (MnistFile file : MnistFile.values()) {
      file.in(folder).ifPresent(path -> found.put(file, path));
    }
    String missing =
        Arrays.stream(MnistFile.values())
            .filter(file -> !found.containsKey(file))
            .map(MnistFile::publishedName)
            .collect(Collectors.joining(", "));
    if (!missing.isEmpty()) {
      throw new UserException(
          "--data " + folder + " lacks " + missing + "; put them there, with or without .gz");
    }
    return found;
  }

  private static MnistData embedded(Arena arena) throws IOException {
    Map<MnistFile, IdxFile> files = new EnumMap<>(MnistFile.class);
    for (MnistFile file : MnistFile.values()) {
      String name = file.publishedName() + ".gz";
      try (InputStream in = MnistData.class.getResourceAsStream(name)) {
        if (in == null) {
          throw new IOException("embedded " + name + " is missing; build the project again");
        }
        files.put(file, IdxFile.read(in, "embedded " + name, arena));
      }
    }
    return of("mnist", files);
  }

  private static MnistData of(String name, Map<MnistFile, IdxFile> files)
      throws IdxFormatException {
    return new MnistData(
        name,
        pair(files, MnistFile.TRAIN_IMAGES, MnistFile.TRAIN_LABELS),
        pair(files, MnistFile.TEST_IMAGES, MnistFile.TEST_LABELS));
  }

  private static LabelledIdx pair(Map<MnistFile, IdxFile> files, MnistFile images, MnistFile labels)
      throws IdxFormatException {
    return LabelledIdx.pair(
        Objects.requireNonNull(files.get(images)),
        Objects.requireNonNull(files.get(labels)),
        CLASSES);
  }

  private static void requireSize(IdxFile images) {
    List<Integer> size = images.dims().subList(1, 3);
    if (!size.equals(List.of(SIDE, SIDE))) {
      throw new UserException(
          String.format(
              "%s holds images of %d×%d pixels, but the network takes %d×%d;"
                  + " scale them or give another data set",
              images.name(), size.getFirst(), size.getLast(), SIDE, SIDE));
    }
  }

  /** Equal for equal data: a run can only be resumed on the data it began with. */
  String fingerprint() {
    CRC32 crc = new CRC32();
    for (LabelledIdx set : List.of(train, test)) {
      update(crc, set.images().data());
      update(crc, set.labels().data());
    }
    return String.format("%d+%d images, CRC %08x", train.count(), test.count(), crc.getValue());
  }

  private static void update(CRC32 crc, MemorySegment data) {
    for (long at = 0; at < data.byteSize(); at += MAX_BUFFER) {
      crc.update(data.asSlice(at, Math.min(MAX_BUFFER, data.byteSize() - at)).asByteBuffer());
    }
  }
}
