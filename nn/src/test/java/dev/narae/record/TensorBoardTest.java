package dev.narae.record;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.DType;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.framework.HistogramProto;
import org.tensorflow.framework.Summary;
import org.tensorflow.util.Event;
import org.tensorflow.util.SessionLog;

/** TensorFlow's own classes read what was written, and check every checksum. */
class TensorBoardTest {
  @TempDir private Path folder;

  private static List<Event> read(Path folder) throws IOException {
    List<Event> events = new ArrayList<>();
    try (var files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
          events.add(Event.parseFrom(record(bytes)));
        }
      }
    }
    return events;
  }

  /** The next record, whose two checksums are computed anew. */
  private static byte[] record(ByteBuffer bytes) {
    byte[] length = new byte[8];
    bytes.get(length);
    assertEquals(masked(length), bytes.getInt());
    byte[] data = new byte[(int) ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong()];
    bytes.get(data);
    assertEquals(masked(data), bytes.getInt());
    return data;
  }

  private static int masked(byte[] data) {
    int crc = crc32c(data);
    return ((crc >>> 15) | (crc << 17)) + 0xa282ead8;
  }

  /** Bit by bit, after the polynomial (RFC 3720, appendix B.4). */
  private static int crc32c(byte[] data) {
    int crc = ~0;
    for (byte b : data) {
      crc ^= b & 0xFF;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc >>> 1) ^ ((crc & 1) == 0 ? 0 : 0x82F63B78);
      }
    }
    return ~crc;
  }

  @Test
  void checksumsAreThoseOfTheStandard() {
    assertEquals(0x8A9136AA, crc32c(new byte[32]));
    assertEquals(0xE3069283, crc32c("123456789".getBytes(StandardCharsets.US_ASCII)));
  }

  private Summary.Value only(List<Event> events) {
    assertEquals(3, events.size());
    assertEquals(7, events.get(2).getStep());
    return events.get(2).getSummary().getValue(0);
  }

  @Test
  void scalarsComeBack() throws IOException {
    try (TensorBoard board = new TensorBoard(folder).open(40)) {
      for (int step = 0; step < 300; step++) {
        board.scalar("curve/ä", step * 0.5, step);
      }
    }
    List<Event> events = read(folder);
    assertEquals("brain.Event:2", events.get(0).getFileVersion());
    assertTrue(events.get(0).getWallTime() > 1.7e9);
    assertEquals(SessionLog.SessionStatus.START, events.get(1).getSessionLog().getStatus());
    assertEquals(40, events.get(1).getStep());
    for (int step = 0; step < 300; step++) {
      Event event = events.get(step + 2);
      assertEquals(step, event.getStep());
      assertEquals("curve/ä", event.getSummary().getValue(0).getTag());
      assertEquals(step * 0.5f, event.getSummary().getValue(0).getSimpleValue());
    }
  }

  @Test
  void histogramsComeBack() throws IOException {
    Tensor values = Tensor.arange(61).to(DType.F32);
    try (TensorBoard board = new TensorBoard(folder).open(0)) {
      board.histogram("weights", values, 7);
    }
    HistogramProto histogram = only(read(folder)).getHisto();
    assertEquals(0, histogram.getMin());
    assertEquals(60, histogram.getMax());
    assertEquals(61, histogram.getNum());
    assertEquals(1830, histogram.getSum());
    assertEquals(73810, histogram.getSumSquares());
    assertEquals(30, histogram.getBucketCount());
    assertEquals(60, histogram.getBucketLimit(29));
    assertEquals(2, histogram.getBucket(0));
    assertEquals(61, histogram.getBucketList().stream().mapToDouble(Double::doubleValue).sum());
    Buckets same = Buckets.of(new double[] {3, 3, Double.NaN});
    assertEquals(2, same.count());
    assertEquals(2, same.count(0));
    assertEquals(0, Buckets.of(new double[0]).count());
  }

  @Test
  void picturesComeBack() throws IOException {
    Tensor colours = Tensor.arange(3 * 4 * 5).mul(4L).reshape(3, 4, 5).to(DType.U8);
    try (TensorBoard board = new TensorBoard(folder).open(0)) {
      board.image("picture", colours, 7);
      assertThrows(ShapeException.class, () -> board.image("x", Tensor.zeros(2, 4, 5), 0));
    }
    Summary.Image image = only(read(folder)).getImage();
    assertEquals(
        List.of(4, 5, 3), List.of(image.getHeight(), image.getWidth(), image.getColorspace()));
    byte[] png = image.getEncodedImageString().toByteArray();
    BufferedImage decoded = ImageIO.read(new ByteArrayInputStream(png));
    for (int y = 0; y < 4; y++) {
      for (int x = 0; x < 5; x++) {
        int grey = (y * 5 + x) * 4;
        int expected = (grey * 0x010000) + ((grey + 80) * 0x000100) + grey + 160;
        assertEquals(expected, decoded.getRGB(x, y) & 0xFFFFFF);
      }
    }
    byte[] grey = PngBytes.of(Tensor.of(new float[] {0, 0.5f, 1, 2}, 1, 2, 2));
    assertArrayEquals(
        new int[] {0, 128, 255, 255},
        ImageIO.read(new ByteArrayInputStream(grey))
            .getRaster()
            .getPixels(0, 0, 2, 2, (int[]) null));
  }

  @Test
  void textsComeBack() throws IOException {
    try (TensorBoard board = new TensorBoard(folder).open(0)) {
      board.text("notes", "**wing** 나래", 7);
    }
    Summary.Value value = only(read(folder));
    assertEquals("text", value.getMetadata().getPluginData().getPluginName());
    assertEquals("**wing** 나래", value.getTensor().getStringVal(0).toStringUtf8());
    assertEquals(1, value.getTensor().getTensorShape().getDim(0).getSize());
  }

  @Test
  void nothingIsRecordedBeforeAFileIsOpen() {
    TensorBoard board = new TensorBoard(folder);
    assertEquals(
        "TensorBoard: no file is open; call open first",
        assertThrows(IllegalStateException.class, () -> board.scalar("x", 1, 1)).getMessage());
  }

  static boolean hasFullDevice() {
    return Files.isWritable(Path.of("/dev/full"));
  }

  @Test
  @EnabledIf("hasFullDevice")
  void aFullDiskIsNamed() throws IOException {
    Path full = Path.of("/dev/full");
    String message = "/dev/full: the record could not be written: No space left on device";
    try (EventFile file = new EventFile(full, FileChannel.open(full, StandardOpenOption.WRITE))) {
      assertEquals(message, cause(() -> file.write(new ProtoWriter().whole(1, 1))));
    }
    assertEquals(message, cause(() -> new LogFile(full).append("x")));
  }

  private static String cause(Runnable writing) {
    Throwable cause = assertThrows(UncheckedIOException.class, writing::run).getCause();
    return cause == null ? "" : String.valueOf(cause.getMessage());
  }
}
