package dev.narae.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Data sets in the files in which they are published. */
class BuiltInDataTest {
  @TempDir private Path folder;

  private void idx(String name, int[] dims, byte[] data, boolean gzip) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * dims.length + data.length);
    bytes.putInt(0x0800 | dims.length);
    for (int dim : dims) {
      bytes.putInt(dim);
    }
    bytes.put(data);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (gzip) {
      try (GZIPOutputStream packed = new GZIPOutputStream(out)) {
        packed.write(bytes.array());
      }
      Files.write(folder.resolve(name + ".gz"), out.toByteArray());
    } else {
      Files.write(folder.resolve(name), bytes.array());
    }
  }

  @Test
  void idxFilesAreFoundUnderTheirNames() throws IOException {
    byte[] pixels = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    idx("t10k-images-idx3-ubyte", new int[] {2, 2, 3}, pixels, true);
    idx("t10k-labels-idx1-ubyte", new int[] {2}, new byte[] {9, 0}, false);
    ImageDataset fashion = IdxImages.FASHION_MNIST.read(folder, false);
    Batch batch = fashion.get(new long[] {1, 0});
    assertEquals(Shape.of(2, 1, 2, 3), batch.input().shape());
    assertArrayEquals(
        new long[] {7, 8, 9, 10, 11, 12, 1, 2, 3, 4, 5, 6}, batch.input().toLongArray());
    assertArrayEquals(new long[] {0, 9}, batch.target().toLongArray());
    assertEquals(
        folder
            + ": there is no train-images-idx3-ubyte, with or without .gz; fetch the data set and"
            + " name its folder",
        assertThrows(IOException.class, () -> IdxImages.KMNIST.read(folder, true)).getMessage());
  }

  @Test
  void emnistIsTurnedUpright() throws IOException {
    idx(
        "emnist-letters-test-images-idx3-ubyte",
        new int[] {1, 2, 2},
        new byte[] {1, 2, 3, 4},
        true);
    idx("emnist-letters-test-labels-idx1-ubyte", new int[] {1}, new byte[] {26}, true);
    Batch batch = IdxImages.EMNIST_LETTERS.read(folder, false).get(new long[] {0});
    assertArrayEquals(new long[] {1, 3, 2, 4}, batch.input().toLongArray());
    assertEquals(26, batch.target().toLong());
  }

  @Test
  void cifarRecordsAreRead() throws IOException {
    byte[] records = new byte[2 * 3074];
    records[0] = 5;
    records[1] = 77;
    records[2] = (byte) 200;
    records[3074 + 1] = 99;
    records[2 * 3074 - 1] = 3;
    Files.write(folder.resolve("test.bin"), records);
    ImageDataset data = Cifar.CIFAR_100.read(folder, false);
    Batch batch = data.get(new long[] {0, 1});
    assertEquals(Shape.of(2, 3, 32, 32), batch.input().shape());
    assertArrayEquals(new long[] {77, 99}, batch.target().toLongArray());
    assertEquals(200, batch.input().get(0, 0, 0, 0).toLong());
    assertEquals(3, batch.input().get(1, 2, 31, 31).toLong());
    records[1] = 100;
    Files.write(folder.resolve("test.bin"), records);
    assertEquals(
        folder.resolve("test.bin")
            + ": record 0 has the label 100, but there are 100 classes; fetch the file again",
        assertThrows(IOException.class, () -> Cifar.CIFAR_100.read(folder, false)).getMessage());
    Files.write(folder.resolve("test.bin"), new byte[3000]);
    assertEquals(
        folder.resolve("test.bin")
            + ": 3000 bytes are no whole number of records of 3074; fetch the file again",
        assertThrows(IOException.class, () -> Cifar.CIFAR_100.read(folder, false)).getMessage());
    assertTrue(
        assertThrows(IOException.class, () -> Cifar.CIFAR_10.read(folder, true))
            .toString()
            .contains("there is no data_batch_1.bin"));
  }

  @Test
  void bytesAreTokens() {
    ByteTokenizer bytes = new ByteTokenizer();
    assertArrayEquals(new int[] {97, 0xEB, 0x82, 0x98}, bytes.encode("a나"));
    assertEquals("a나", bytes.decode(bytes.encode("a나")));
    assertEquals(
        "token 256 of a tokenizer of 256; tokens run from 0 to 255",
        assertThrows(IndexOutOfBoundsException.class, () -> bytes.decode(256)).getMessage());
  }

  @Test
  void pairsAreLearnedAndEverythingComesBack() throws IOException {
    List<String> texts = List.of("low low low low low", "lower lower newest newest newest widest");
    BpeTokenizer learned = BpeTokenizer.train(texts, 270);
    assertTrue(learned.encode(" low").length < 3);
    learned.save(folder);
    BpeTokenizer read = BpeTokenizer.read(folder);
    for (String text :
        List.of("low lower", "", "  나래 \n\t it's 42!", "newest\u0000\uD83D\uDE00", "don't  ")) {
      assertEquals(text, learned.decode(learned.encode(text)));
      assertArrayEquals(learned.encode(text), read.encode(text), text);
    }
    assertEquals("#version: 0.2", Files.readAllLines(folder.resolve("merges.txt")).getFirst());
    assertTrue(Files.readString(folder.resolve("vocab.json")).startsWith("{\"!\":0,\"\\\"\":1,"));
    Files.writeString(folder.resolve("merges.txt"), "#version: 0.2\nl o\nq qq\n");
    assertEquals(
        folder.resolve("merges.txt")
            + ", line 3: 'q qq' is not two tokens of the vocabulary that make a third",
        assertThrows(IOException.class, () -> BpeTokenizer.read(folder)).getMessage());
  }

  @Test
  void tokenizersThatAreNotUtf8AreNamed() throws IOException {
    BpeTokenizer.train(List.of("low low"), 257).save(folder);
    for (String name : List.of("merges.txt", "vocab.json")) {
      Path file = Files.write(folder.resolve(name), new byte[] {'{', (byte) 0xFF});
      assertEquals(
          file + ": it is not text in UTF-8; save or copy it again",
          assertThrows(IOException.class, () -> BpeTokenizer.read(folder)).getMessage());
    }
    Path file = folder.resolve("vocab.json");
    Files.delete(file);
    Files.createDirectory(file);
    String message = assertThrows(IOException.class, () -> BpeTokenizer.read(folder)).getMessage();
    assertTrue(String.valueOf(message).startsWith(file + ": "), message);
  }

  /** What another name of the old file still shows was not written over. */
  @ParameterizedTest
  @ValueSource(strings = {"merges.txt", "vocab.json"})
  void savedTokenizersReplaceTheirFiles(String name) throws IOException {
    BpeTokenizer.train(List.of("low low"), 257).save(folder);
    String before = Files.readString(folder.resolve(name));
    Path old = Files.createLink(folder.resolve("old"), folder.resolve(name));
    BpeTokenizer.train(List.of("new new"), 257).save(folder);
    assertEquals(before, Files.readString(old));
    assertNotEquals(before, Files.readString(folder.resolve(name)));
    try (var files = Files.list(folder)) {
      assertEquals(3, files.count());
    }
  }

  @Test
  @EnabledIf("hasFullDevice")
  void aFullDiskIsNamed() throws IOException {
    Path file = folder.resolve("vocab.json");
    Files.createSymbolicLink(file, Path.of("/dev/full"));
    BpeTokenizer tokenizer = BpeTokenizer.train(List.of("low low"), 257);
    assertEquals(
        file + ": No space left on device",
        assertThrows(IOException.class, () -> tokenizer.save(folder)).getMessage());
  }

  static boolean hasFullDevice() {
    return Files.isWritable(Path.of("/dev/full"));
  }

  @Test
  void halfASurrogatePairIsNoText() {
    BpeTokenizer learned = BpeTokenizer.train(List.of("low low"), 257);
    for (Tokenizer tokenizer : List.of(learned, new ByteTokenizer())) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> tokenizer.encode("lo\uD800w"))
              .getMessage();
      assertEquals(
          tokenizer.getClass().getSimpleName()
              + ".encode: the text has half a surrogate pair at position 2, which UTF-8 cannot"
              + " hold; give whole characters",
          message);
      assertEquals("lo\uD83D\uDE00", tokenizer.decode(tokenizer.encode("lo\uD83D\uDE00")));
    }
    assertThrows(
        IllegalArgumentException.class, () -> BpeTokenizer.train(List.of("lo\uDE00"), 256));
  }

  /** The merges of the example in section 3.2 of Sennrich et al., with GPT-2's spaces. */
  @Test
  void theMostFrequentPairComesFirst() {
    BpeTokenizer learned = BpeTokenizer.train(List.of("aab aab aab ab"), 258);
    // "ab" is met four times, "aa" and " a" three times; then "a" before "ab" three times.
    assertArrayEquals(new int[] {256}, learned.encode("ab"));
    assertArrayEquals(new int[] {257}, learned.encode("aab"));
    assertEquals(1, learned.encode("a").length);
    assertEquals("aab", learned.decode(learned.encode("aab")));
  }

  @Test
  void linesAndBlocksOfText() throws IOException {
    Path file = Files.writeString(folder.resolve("text"), "ab\n\nxyz\n");
    DataLoader loader =
        new DataLoader(new TextLines(file, new ByteTokenizer()), 2, Collate.padding(0));
    try (BatchIterator batches = loader.epoch(0).iterator()) {
      assertArrayEquals(
          new long[] {'a', 'b', 0, 'x', 'y', 'z'}, batches.next().input().toLongArray());
      assertTrue(!batches.hasNext());
    }
    TokenBlocks blocks = new TokenBlocks(new int[] {1, 2, 3, 4, 5, 6, 7}, 3);
    Batch batch = blocks.get(new long[] {1, 0});
    assertArrayEquals(new long[] {4, 5, 6, 1, 2, 3}, batch.input().toLongArray());
    assertArrayEquals(new long[] {5, 6, 7, 2, 3, 4}, batch.target().toLongArray());
    assertEquals(2, blocks.size());
    assertThrows(IllegalArgumentException.class, () -> new TokenBlocks(new int[] {1}, 1));
  }
}
