package dev.narae.examples.mnist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.data.LabelledIdx;
import dev.narae.examples.UserException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded data set is the whole of MNIST, and folders are found in all usual spellings. */
class MnistDataTest {
  @Test
  void embedsTheWholeOfMnist() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MnistData mnist = MnistData.load(null, arena);
      assertEquals("mnist", mnist.name());
      assertEquals(List.of(60_000, 28, 28), mnist.train().images().dims());
      assertEquals(List.of(10_000, 28, 28), mnist.test().images().dims());
      assertEquals(List.of(5, 0, 4, 1, 9), firstLabels(mnist.train()));
      assertEquals(List.of(7, 2, 1, 0, 4), firstLabels(mnist.test()));
    }
  }

  private static List<Integer> firstLabels(LabelledIdx set) {
    return List.of(set.label(0), set.label(1), set.label(2), set.label(3), set.label(4));
  }

  /** Mean 0.1307 and standard deviation 0.3081, as everybody normalises with. */
  @Test
  void embeddedPixelsHaveTheKnownMoments() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      var pixels = MnistData.load(null, arena).train().images().data();
      long sum = 0;
      long squares = 0;
      for (long i = 0; i < pixels.byteSize(); i++) {
        int value = Byte.toUnsignedInt(pixels.get(ValueLayout.JAVA_BYTE, i));
        sum += value;
        squares += (long) value * value;
      }
      double mean = sum / 255.0 / pixels.byteSize();
      assertEquals(0.1307, mean, 5e-5);
      assertEquals(
          0.3081, Math.sqrt(squares / 255.0 / 255 / pixels.byteSize() - mean * mean), 5e-5);
    }
  }

  @Test
  void findsFilesInEverySpelling(@TempDir Path dir) throws IOException {
    SmallMnist.write(dir, 20, 10);
    Files.move(
        dir.resolve("train-images-idx3-ubyte.gz"), dir.resolve("train-images.idx3-ubyte.gz"));
    SmallMnist.unpack(
        dir.resolve("t10k-labels-idx1-ubyte.gz"), dir.resolve("t10k-labels.idx1-ubyte"));
    SmallMnist.unpack(
        dir.resolve("t10k-images-idx3-ubyte.gz"), dir.resolve("t10k-images-idx3-ubyte"));
    try (Arena arena = Arena.ofConfined()) {
      MnistData data = MnistData.load(dir, arena);
      assertEquals(20, data.train().count());
      assertEquals(10, data.test().count());
      assertEquals(dir.getFileName().toString(), data.name());
    }
  }

  @Test
  void namesWhatAFolderLacks(@TempDir Path dir) throws IOException {
    SmallMnist.write(dir, 20, 10);
    Files.delete(dir.resolve("t10k-labels-idx1-ubyte.gz"));
    Files.delete(dir.resolve("train-images-idx3-ubyte.gz"));
    String message = refusal(dir);
    assertTrue(
        message.contains(dir + " lacks train-images-idx3-ubyte, t10k-labels-idx1-ubyte;"), message);
  }

  @Test
  void refusesImagesOfAnotherSize(@TempDir Path dir) throws IOException {
    SmallMnist.write(dir, 20, 10, 32);
    String message = refusal(dir);
    assertTrue(message.contains("images of 32×32 pixels, but the network takes 28×28"), message);
  }

  private static String refusal(Path dir) {
    return String.valueOf(
        assertThrows(UserException.class, () -> MnistData.load(dir, Arena.ofAuto())).getMessage());
  }
}
