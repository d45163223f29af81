package dev.narae.data;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;

/**
 * Images and their labels out of two IDX files that were checked to belong together.
 *
 * @param images unsigned bytes of shape [N, height, width], N at least 1
 * @param labels unsigned bytes of shape [N], each below {@code classes}
 * @param classes the number of classes
 */
public record LabelledIdx(IdxFile images, IdxFile labels, int classes) {

  /**
   * Checks that the two files belong together.
   *
   * @throws IllegalArgumentException if a type, a rank or the counts do not fit, if there are no
   *     images, or if a label is not below {@code classes}
   */
  public LabelledIdx {
    if (classes < 1 || classes > 256) {
      throw new IllegalArgumentException("classes must be 1 to 256, but is " + classes);
    }
    requireBytes(images, 3, "images, [count, height, width]");
    requireBytes(labels, 1, "labels, [count]");
    requireSameCount(images, labels);
    requireLabelsBelow(classes, labels);
  }

  /**
   * Reads and pairs two files.
   *
   * @param arena owns the memory of both
   * @throws IdxFormatException if a file is damaged or the two do not belong together
   * @throws IOException if a file cannot be read
   */
  public static LabelledIdx read(Path images, Path labels, int classes, Arena arena)
      throws IOException {
    return pair(IdxFile.read(images, arena), IdxFile.read(labels, arena), classes);
  }

  /**
   * Pairs two files that were read before.
   *
   * @throws IdxFormatException if the two do not belong together
   */
  public static LabelledIdx pair(IdxFile images, IdxFile labels, int classes)
      throws IdxFormatException {
    try {
      return new LabelledIdx(images, labels, classes);
    } catch (IllegalArgumentException e) {
      throw new IdxFormatException(String.valueOf(e.getMessage()), e);
    }
  }

  /** The number of labelled images. */
  public int count() {
    return images.dims().getFirst();
  }

  /** The label of one image, 0 to {@code classes - 1}. */
  public int label(int index) {
    return Byte.toUnsignedInt(labels.data().get(ValueLayout.JAVA_BYTE, index));
  }

  private static void requireBytes(IdxFile file, int rank, String what) {
    if (file.type() != IdxType.UBYTE || file.dims().size() != rank) {
      throw new IllegalArgumentException(
          String.format(
              "%s: expected %s, of unsigned bytes; found %s of dimensions %s;"
                  + " check that images and labels are not swapped",
              file.name(), what, file.type(), file.dims()));
    }
    if (file.elements() == 0) {
      throw new IllegalArgumentException(
          String.format(
              "%s: expected at least one element, found dimensions %s; give a file with data",
              file.name(), file.dims()));
    }
  }

  private static void requireSameCount(IdxFile images, IdxFile labels) {
    List<Integer> counts = List.of(images.dims().getFirst(), labels.dims().getFirst());
    if (!counts.getFirst().equals(counts.getLast())) {
      throw new IllegalArgumentException(
          String.format(
              "%s has %d images but %s has %d labels; give files of the same data set",
              images.name(), counts.getFirst(), labels.name(), counts.getLast()));
    }
  }

  private static void requireLabelsBelow(int classes, IdxFile labels) {
    for (long i = 0; i < labels.elements(); i++) {
      int label = Byte.toUnsignedInt(labels.data().get(ValueLayout.JAVA_BYTE, i));
      if (label >= classes) {
        throw new IllegalArgumentException(
            String.format(
                "%s: label %d at index %d is outside the %d classes (0 to %d);"
                    + " correct the label or raise the number of classes",
                labels.name(), label, i, classes, classes - 1));
      }
    }
  }
}
