package dev.narae.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.narae.Backends;
import dev.narae.DType;
import dev.narae.DTypeException;
import dev.narae.Shape;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Data sets over tensors and images, and the transforms of their batches. */
class DatasetTest {
  private static final byte[] PIXELS = {0, 51, (byte) 255, 102, 1, 2, 3, 4};

  private static ImageDataset images() {
    return new ImageDataset(Tensor.of(PIXELS, 2, 1, 2, 2), Tensor.of(new long[] {3, 9}));
  }

  @Test
  void fetchesRowsInTheGivenOrder() {
    Dataset data =
        new TensorDataset(
            Tensor.of(new float[][] {{1, 2}, {3, 4}, {5, 6}}), Tensor.of(new long[] {7, 8, 9}));
    assertEquals(3, data.size());
    Batch batch = data.get(new long[] {2, 0, 2});
    assertArrayEquals(new float[] {5, 6, 1, 2, 5, 6}, batch.input().toFloatArray());
    assertArrayEquals(new long[] {9, 7, 9}, batch.target().toLongArray());
    assertEquals(Shape.of(3, 2), batch.input().shape());
    assertThrows(IndexOutOfBoundsException.class, () -> data.get(new long[] {3}));
  }

  @Test
  void batchesMoveAsAWhole() {
    Batch batch = images().get(new long[] {0});
    assertEquals(batch, batch.to(Backends.defaultDevice()));
  }

  @Test
  void batchesWithoutTargetSaySo() {
    Batch batch = new TensorDataset(Tensor.zeros(2, 2)).get(new long[] {0});
    assertEquals(
        "Batch: there is no target: the data set was made of inputs only",
        assertThrows(IllegalStateException.class, batch::target).getMessage());
  }

  @Test
  void tensorsMustHaveEquallyManyRows() {
    assertMessage(
        ShapeException.class,
        "TensorDataset: shapes [[2, 2], [3]]; the first dimensions, the samples, must be equal",
        () -> new TensorDataset(Tensor.zeros(2, 2), Tensor.zeros(3)));
    assertMessage(
        IllegalArgumentException.class,
        "TensorDataset: there are no tensors; give at least one",
        TensorDataset::new);
    assertMessage(
        IllegalArgumentException.class,
        "Batch: there are no tensors; give at least one",
        () -> new Batch(List.of()));
  }

  @Test
  void imagesStayBytes() {
    Batch batch = images().get(new long[] {1, 0});
    assertEquals(DType.U8, batch.input().dtype());
    assertEquals(Shape.of(2, 1, 2, 2), batch.input().shape());
    assertArrayEquals(new long[] {1, 2, 3, 4, 0, 51, 255, 102}, batch.input().toLongArray());
    assertArrayEquals(new long[] {9, 3}, batch.target().toLongArray());
  }

  @Test
  void imagesMustBeBytesWithLabels() {
    Tensor labels = Tensor.of(new long[] {0, 1});
    assertMessage(
        DTypeException.class,
        "ImageDataset: images are f32 and labels i64; they must be u8 and i64",
        () -> new ImageDataset(Tensor.zeros(2, 1, 2, 2), labels));
    assertMessage(
        ShapeException.class,
        "ImageDataset: images [2, 2, 2] and labels [2] must be (count, channels, height, width) and"
            + " (count)",
        () -> new ImageDataset(Tensor.of(PIXELS, 2, 2, 2), labels));
  }

  @Test
  void bytesAreScaledAndNormalised() {
    Dataset data = images().transformed(Transforms.normalize(0.2, 0.5));
    assertEquals(2, data.size());
    Tensor input = data.get(new long[] {0}).input();
    assertEquals(DType.F32, input.dtype());
    assertArrayEquals(new float[] {-0.4f, 0, 1.6f, 0.4f}, input.toFloatArray(), 1e-6f);
  }

  @Test
  void numbersAreNormalisedAsTheyAre() {
    Tensor x = Tensor.of(new double[] {1, 2}, 1, 1, 1, 2);
    Tensor y = Transforms.normalize(1, 2).apply(x);
    assertArrayEquals(new double[] {0, 0.5}, y.toDoubleArray());
    assertEquals(DType.F64, y.dtype());
  }

  @Test
  void channelsHaveNumbersOfTheirOwn() {
    UnaryOperator<Tensor> normalize =
        Transforms.normalize(new double[] {0, 0.2}, new double[] {1, 0.5});
    Tensor x = Tensor.of(new byte[] {0, 51, 0, 51}, 1, 2, 1, 2);
    Tensor y = normalize.apply(x);
    assertEquals(DType.F32, y.dtype());
    assertArrayEquals(new float[] {0, 0.2f, -0.4f, 0}, y.toFloatArray(), 1e-6f);
    assertMessage(
        ShapeException.class,
        "normalize: images [1, 3, 1, 1]; with 2 means they must be (batch, 2, height, width)",
        () -> normalize.apply(Tensor.zeros(1, 3, 1, 1)));
  }

  @Test
  void impossibleNumbersAreRefused() {
    assertMessage(
        IllegalArgumentException.class,
        "normalize: mean 0.5 and standard deviation 0.0 must be finite, and the latter above 0",
        () -> Transforms.normalize(0.5, 0));
    assertMessage(
        IllegalArgumentException.class,
        "normalize: 1 means and 2 standard deviations; give one of each for each channel",
        () -> Transforms.normalize(new double[1], new double[2]));
  }

  private static void assertMessage(
      Class<? extends RuntimeException> type, String message, Executable action) {
    assertEquals(message, assertThrows(type, action).getMessage());
  }
}
