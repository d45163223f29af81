package dev.narae.files;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.Shape;
import dev.narae.Tensor;
import dev.narae.data.Batch;
import dev.narae.data.DataLoader;
import dev.narae.data.DataLoaderException;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables and folders of pictures, whole and damaged. */
class FilesTest {
  @TempDir private Path folder;

  private Path table(String text) throws IOException {
    return Files.writeString(folder.resolve("table"), text);
  }

  private static String refusal(Path file, CsvOptions options) {
    return String.valueOf(
        assertThrows(IOException.class, () -> CsvDataset.read(file, options)).getMessage());
  }

  @Test
  void tablesAreInputsAndTargets() throws IOException {
    Path file = table("id,x,y,\"z, quoted\"\n1,0.5,2,\"3\"\n2,-1e3, 4 ,5\n");
    CsvDataset data = CsvDataset.read(file, CsvOptions.csv("y").ignoring("id"));
    assertEquals(List.of("x", "z, quoted"), data.inputs());
    assertEquals(List.of("y"), data.targets());
    Batch batch = data.get(new long[] {1, 0});
    assertArrayEquals(new float[] {-1000, 5, 0.5f, 3}, batch.input().toFloatArray());
    assertArrayEquals(new float[] {4, 2}, batch.target().toFloatArray());
    assertEquals(Shape.of(2, 2), data.inputTable().shape());
    assertEquals(2, CsvDataset.read(table("a\tb\n1\t2\n3\t4\n"), CsvOptions.tsv("b")).size());
  }

  /** As spreadsheets begin the files that they write. */
  @Test
  void aByteOrderMarkBelongsToNoName() throws IOException {
    CsvDataset data = CsvDataset.read(table("\uFEFFa,b\n1,2\n"), CsvOptions.csv("b"));
    assertEquals(List.of("a"), data.inputs());
    assertEquals(1, CsvDataset.read(table("\uFEFFa,b\n1,2\n"), CsvOptions.csv("a")).size());
    Path damaged = table("\uFEFFa,b\n1,2\n3,four\n");
    assertEquals(
        damaged + ", line 3: 'four' in the column 'b' is not a number",
        refusal(damaged, CsvOptions.csv("b")));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1", "+.5, 0.5", "-2., -2", "1e-3, 0.001", "2.5E+2, 250", "3.4028235e38, 3.4028235e38",
    "1e-400, 0", "nan, NaN", "NaN, NaN", "-nan, NaN", "inf, Infinity", "+INF, Infinity",
    "-inf, -Infinity", "Infinity, Infinity", "-infinity, -Infinity"
  })
  void numbersAreThoseThatOtherProgramsWrite(String cell, float value) throws IOException {
    CsvDataset data = CsvDataset.read(table("x,y\n" + cell + ",0\n"), CsvOptions.csv("y"));
    assertArrayEquals(new float[] {value}, data.inputTable().toFloatArray());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1f", "2d", "0x1p3", "1e", "e1", ".", "''", "1_000", "--1", "infinit", "nane", "1 2",
        "1\u0000"
      })
  void otherSpellingsAreNoNumbers(String cell) throws IOException {
    Path file = table("x,y\n" + cell + ",0\n");
    assertEquals(
        file + ", line 2: '" + cell + "' in the column 'x' is not a number",
        refusal(file, CsvOptions.csv("y")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e400", "-1e39", "3.4028236e38"})
  void numbersBeyondTheRangeAreRefused(String cell) throws IOException {
    Path file = table("x,y\n" + cell + ",0\n");
    assertEquals(
        file + ", line 2: '" + cell + "' in the column 'x' is too large for F32",
        refusal(file, CsvOptions.csv("y")));
  }

  @Test
  void damagedRowsStopOrAreSkipped() throws IOException {
    Path file = table("x,y\n1,2\n3\n4,five\n6,7\n8,9,10\n");
    assertEquals(file + ", line 3: 1 cells instead of 2", refusal(file, CsvOptions.csv("y")));
    CsvDataset data = CsvDataset.read(file, CsvOptions.csv("y").onError(OnError.SKIP));
    assertEquals(2, data.size());
    assertEquals(
        List.of(
            file + ", line 3: 1 cells instead of 2",
            file + ", line 4: 'five' in the column 'y' is not a number",
            file + ", line 6: 3 cells instead of 2"),
        data.skipped());
  }

  @Test
  void wrongTablesAreNamed() throws IOException {
    assertTrue(
        refusal(table(""), CsvOptions.csv("y")).endsWith("the first line must name the columns"));
    assertTrue(
        refusal(table("x,y\n1,2\n"), CsvOptions.csv("z"))
            .endsWith("the column 'z' is there not; the first line has [x, y]"));
    assertTrue(
        refusal(table("x,y\n"), CsvOptions.csv("y"))
            .endsWith("it has no usable row; 0 were skipped"));
    assertThrows(
        IOException.class, () -> CsvDataset.read(folder.resolve("none"), CsvOptions.csv("y")));
    assertThrows(IllegalArgumentException.class, CsvOptions::csv);
  }

  private void picture(String name, int colour, int width, int height) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, colour);
      }
    }
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    ImageIO.write(image, "png", file.toFile());
  }

  @Test
  void foldersAreClasses() throws IOException {
    picture("b cats/1.png", 0x102030, 7, 5);
    picture("a dogs/2.PNG", 0xFF0001, 3, 9);
    Files.writeString(folder.resolve("a dogs/notes.txt"), "no picture");
    ImageFolder data = ImageFolder.open(folder, 4, 6, OnError.STOP);
    assertEquals(List.of("a dogs", "b cats"), data.classes());
    Batch batch = data.get(new long[] {0, 1});
    assertEquals(Shape.of(2, 3, 4, 6), batch.input().shape());
    assertArrayEquals(new long[] {0, 1}, batch.target().toLongArray());
    assertEquals(0xFF, batch.input().get(0, 0, 3, 5).toLong());
    assertEquals(0x01, batch.input().get(0, 2, 0, 0).toLong());
    assertEquals(0x20, batch.input().get(1, 1, 2, 2).toLong());
  }

  /** Java takes gray with transparency for linear light, which no other program does. */
  @ParameterizedTest
  @CsvSource({"8, false", "16, false", "8, true", "16, true"})
  void grayStaysAsItIs(int bits, boolean alpha) throws IOException {
    int bands = alpha ? 2 : 1;
    ColorModel model =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_GRAY),
            alpha,
            false,
            alpha ? Transparency.TRANSLUCENT : Transparency.OPAQUE,
            bits == 8 ? DataBuffer.TYPE_BYTE : DataBuffer.TYPE_USHORT);
    WritableRaster raster = model.createCompatibleWritableRaster(4, 4);
    int unit = bits == 8 ? 1 : 257;
    for (int i = 0; i < 16; i++) {
      int[] samples = {(8 * i + 8) * unit, (i < 8 ? 255 : 128) * unit};
      raster.setPixel(i % 4, i / 4, Arrays.copyOf(samples, bands));
    }
    Path file = Files.createDirectories(folder.resolve("a")).resolve("1.png");
    ImageIO.write(new BufferedImage(model, raster, false, null), "png", file.toFile());
    assertArrayEquals(new long[] {8, 32, 64}, grays(0, 3, 7));
    // Half transparent, on black.
    assertArrayEquals(alpha ? new long[] {40, 64} : new long[] {80, 128}, grays(9, 15));
    if (!alpha && bits == 8) {
      Files.write(file, withTransparentGray(Files.readAllBytes(file), 64));
      assertArrayEquals(new long[] {8, 0, 128}, grays(0, 7, 15));
    }
  }

  /** What the only picture has at these positions, the same in all planes. */
  private long[] grays(int... positions) throws IOException {
    ImageFolder data = ImageFolder.open(folder, 4, 4, OnError.STOP);
    Tensor planes = data.get(new long[] {0}).input().reshape(3, 16);
    long[] found = new long[positions.length];
    for (int i = 0; i < found.length; i++) {
      found[i] = planes.get(0, positions[i]).toLong();
      assertEquals(found[i], planes.get(1, positions[i]).toLong());
      assertEquals(found[i], planes.get(2, positions[i]).toLong());
    }
    return found;
  }

  /** A gray PNG with a chunk that makes one value transparent. */
  private static byte[] withTransparentGray(byte[] png, int gray) {
    ByteBuffer chunk = ByteBuffer.allocate(14).putInt(2);
    chunk.put("tRNS".getBytes(StandardCharsets.US_ASCII)).putShort((short) gray);
    CRC32 sum = new CRC32();
    sum.update(chunk.array(), 4, 6);
    chunk.putInt((int) sum.getValue());
    // After the signature of 8 bytes and the header's chunk of 25.
    ByteBuffer whole = ByteBuffer.allocate(png.length + 14);
    return whole.put(png, 0, 33).put(chunk.array()).put(png, 33, png.length - 33).array();
  }

  @Test
  void damagedPicturesStopOrAreSkipped() throws IOException {
    picture("a/1.png", 0, 2, 2);
    Path damaged = folder.resolve("a/2.png");
    Files.writeString(damaged, "this is no picture");
    picture("b/3.png", 0, 2, 2);
    byte[] whole = Files.readAllBytes(folder.resolve("b/3.png"));
    Files.write(folder.resolve("b/4.png"), Arrays.copyOf(whole, whole.length / 2));
    ImageFolder stopping = ImageFolder.open(folder, 2, 2, OnError.STOP);
    DataLoaderException failure =
        assertThrows(
            DataLoaderException.class,
            () -> new DataLoader(stopping, 2).workers(2).epoch(0).forEachScoped(_ -> {}));
    assertEquals(1, failure.index().getAsLong());
    assertTrue(
        String.valueOf(failure.getMessage())
            .endsWith(
                damaged
                    + ": the picture is damaged or of an unknown kind: it is no picture that can be"
                    + " read"),
        failure.getMessage());
    ImageFolder skipping = ImageFolder.open(folder, 2, 2, OnError.SKIP);
    assertEquals(2, skipping.size());
    assertEquals(2, skipping.skipped().size());
    assertEquals(folder.resolve("b/3.png"), skipping.file(1));
    Path empty = Files.createDirectories(folder.resolve("empty"));
    assertEquals(
        empty + ": there are no pictures in its folders, one for each class; 0 were skipped",
        assertThrows(IOException.class, () -> ImageFolder.open(empty, 2, 2, OnError.STOP))
            .getMessage());
  }
}
