package dev.narae.examples.mnist;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * A data set of a few images that is learned in a second: class k lights up a square at the k-th
 * place of a grid, with some noise.
 */
public final class SmallMnist {
  private SmallMnist() {}

  /** Writes four files with so many images. */
  public static void write(Path folder, int train, int test) throws IOException {
    write(folder, train, test, MnistData.SIDE);
  }

  static void write(Path folder, int train, int test, int side) throws IOException {
    writePair(folder, "train", train, side);
    writePair(folder, "t10k", test, side);
  }

  private static void writePair(Path folder, String stem, int count, int side) throws IOException {
    ByteBuffer images = ByteBuffer.allocate(16 + count * side * side);
    images.putInt(0x803).putInt(count).putInt(side).putInt(side);
    ByteBuffer labels = ByteBuffer.allocate(8 + count).putInt(0x801).putInt(count);
    Random random = new Random(count);
    for (int i = 0; i < count; i++) {
      int label = i % MnistData.CLASSES;
      labels.put((byte) label);
      drawImage(images, label, side, random);
    }
    pack(folder.resolve(stem + "-images-idx3-ubyte.gz"), images.array());
    pack(folder.resolve(stem + "-labels-idx1-ubyte.gz"), labels.array());
  }

  private static void drawImage(ByteBuffer images, int label, int side, Random random) {
    int top = 3 + label / 4 * 8;
    int left = 1 + label % 4 * 7;
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        boolean lit = y >= top && y < top + 6 && x >= left && x < left + 6;
        images.put((byte) (lit ? 200 + random.nextInt(56) : random.nextInt(40)));
      }
    }
  }

  private static void pack(Path file, byte[] bytes) throws IOException {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(bytes);
    }
  }

  static void unpack(Path packed, Path plain) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(packed))) {
      Files.copy(in, plain);
    }
    Files.delete(packed);
  }
}
