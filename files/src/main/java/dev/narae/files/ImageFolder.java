package dev.narae.files;

import dev.narae.DType;
import dev.narae.Tensor;
import dev.narae.data.Batch;
import dev.narae.data.Dataset;
import dev.narae.data.Sample;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/**
 * Pictures in folders, one folder for each class, as torchvision's ImageFolder: inputs U8 (batch,
 * 3, height, width), targets I64 (batch). Pictures (JPEG, PNG, GIF, BMP) are decoded when they are
 * asked for, which is work for a loader's workers, and scaled to one size.
 */
public final class ImageFolder implements Dataset {
  private static final Set<String> ENDINGS = Set.of("jpg", "jpeg", "png", "gif", "bmp");

  /** What a picture may claim to be before it is decoded: a damaged one may claim anything. */
  private static final long MOST_PIXELS = 200_000_000;

  private final List<String> classes;
  private final List<Path> files;
  private final List<Integer> labels;
  private final List<String> skipped;
  private final int height;
  private final int width;

  private ImageFolder(
      List<String> classes,
      List<Path> files,
      List<Integer> labels,
      List<String> skipped,
      int height,
      int width) {
    this.classes = List.copyOf(classes);
    this.files = List.copyOf(files);
    this.labels = List.copyOf(labels);
    this.skipped = List.copyOf(skipped);
    this.height = height;
    this.width = width;
  }

  /**
   * Lists the pictures of a folder. With {@link OnError#SKIP} each is decoded once, to leave out
   * damaged ones; with {@link OnError#STOP} a damaged one is an error when it is asked for.
   *
   * @param folder has a folder for each class, which are numbered in the order of their names
   * @throws IOException if it cannot be read, or there are no pictures
   */
  public static ImageFolder open(Path folder, int height, int width, OnError onError)
      throws IOException {
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "ImageFolder: height %d and width %d; both must be at least 1".formatted(height, width));
    }
    ImageIO.setUseCache(false);
    List<Path> folders = list(folder, Files::isDirectory);
    List<String> classes = folders.stream().map(f -> f.getFileName().toString()).toList();
    List<Path> files = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    List<String> skipped = new ArrayList<>();
    for (int label = 0; label < folders.size(); label++) {
      for (Path file : list(folders.get(label), ImageFolder::isPicture)) {
        String problem = onError == OnError.SKIP ? problem(file) : "";
        if (problem.isEmpty()) {
          files.add(file);
          labels.add(label);
        } else {
          skipped.add(problem);
        }
      }
    }
    if (files.isEmpty()) {
      throw new IOException(
          "%s: there are no pictures in its folders, one for each class; %d were skipped"
              .formatted(folder, skipped.size()));
    }
    return new ImageFolder(classes, files, labels, skipped, height, width);
  }

  private static List<Path> list(Path folder, Predicate<Path> wanted) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(wanted).sorted().toList();
    }
  }

  private static boolean isPicture(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return Files.isRegularFile(file) && ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1));
  }

  private static String problem(Path file) {
    try {
      decoded(file);
      return "";
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** The names of the classes; a label is a position here. */
  public List<String> classes() {
    return classes;
  }

  /** The file of a sample. */
  public Path file(long index) {
    return files.get(Math.toIntExact(index));
  }

  /** What was wrong with the pictures that were left out. */
  public List<String> skipped() {
    return skipped;
  }

  @Override
  public long size() {
    return files.size();
  }

  @Override
  public Batch get(long[] indices) {
    return Dataset.of(size(), this::sample).get(indices);
  }

  private Sample sample(long index) {
    int i = Math.toIntExact(index);
    try {
      byte[] pixels = planes(decoded(files.get(i)));
      Tensor image = Tensor.of(pixels, 3, height, width);
      return Sample.of(image, Tensor.scalar(labels.get(i)).to(DType.I64));
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  private static BufferedImage decoded(Path file) throws IOException {
    try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
      var readers = in == null ? null : ImageIO.getImageReaders(in);
      if (readers == null || !readers.hasNext()) {
        throw new IOException("it is no picture that can be read");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in);
        long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
        if (pixels > MOST_PIXELS) {
          throw new IOException("it claims to have %d pixels".formatted(pixels));
        }
        return reader.read(0);
      } finally {
        reader.dispose();
      }
    } catch (IOException | RuntimeException e) {
      // Decoders throw whatever a damaged file leads them to.
      throw new IOException(
          "%s: the picture is damaged or of an unknown kind: %s".formatted(file, e.getMessage()),
          e);
    }
  }

  /** Scales to the size of all, on black, and divides into planes of red, green and blue. */
  private byte[] planes(BufferedImage picture) {
    BufferedImage scaled = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = scaled.createGraphics();
    g.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    g.drawImage(GrayAlpha.asColours(picture), 0, 0, width, height, null);
    g.dispose();
    int[] colours = scaled.getRGB(0, 0, width, height, null, 0, width);
    byte[] planes = new byte[3 * colours.length];
    for (int i = 0; i < colours.length; i++) {
      planes[i] = (byte) (colours[i] >> 16);
      planes[colours.length + i] = (byte) (colours[i] >> 8);
      planes[2 * colours.length + i] = (byte) colours[i];
    }
    return planes;
  }
}
