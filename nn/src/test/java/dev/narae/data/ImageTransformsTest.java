package dev.narae.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.DType;
import dev.narae.Generator;
import dev.narae.Shape;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Images are changed as said, each by its own numbers, and keep shape and dtype. */
class ImageTransformsTest {
  private static final int N = 64;

  /** (N, C, H, W) whose elements are all different in F32, bytes that vary in U8. */
  private static Tensor images(DType dtype, long c, long h, long w) {
    Tensor values = Tensor.arange(N * c * h * w).reshape(N, c, h, w);
    return dtype == DType.U8
        ? values.remainder(251L).to(dtype)
        : values.to(dtype).div((double) (N * c * h * w));
  }

  private static Tensor run(Transform transform, Tensor images) {
    Batch batch = Batch.of(images, Tensor.arange(images.dim(0)));
    Batch changed = transform.apply(batch, new Generator(11));
    Tensor again = transform.apply(batch, new Generator(11)).input();
    assertTrue(changed.input().equal(again), "the same numbers give another result");
    assertEquals(images.dtype(), changed.input().dtype());
    return changed.input();
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"U8", "F32", "F64"})
  void flipsSomeImages(DType dtype) {
    Tensor x = images(dtype, 3, 4, 5);
    for (int dim : new int[] {2, 3}) {
      Transform flip =
          dim == 2
              ? ImageTransforms.randomVerticalFlip(0.5)
              : ImageTransforms.randomHorizontalFlip(0.5);
      Tensor y = run(flip, x);
      int flipped = 0;
      for (int i = 0; i < N; i++) {
        boolean same = y.select(0, i).equal(x.select(0, i));
        flipped += same ? 0 : 1;
        assertTrue(same || y.select(0, i).equal(x.select(0, i).flip(dim - 1)));
      }
      assertEquals(N / 2.0, flipped, 5 * Math.sqrt(N / 4.0));
    }
    assertTrue(run(ImageTransforms.randomHorizontalFlip(0), x).equal(x));
    assertTrue(run(ImageTransforms.randomHorizontalFlip(1), x).equal(x.flip(3)));
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"U8", "F32"})
  void cropsAreWindowsOfThePaddedImage(DType dtype) {
    Tensor x = images(dtype, 2, 6, 7);
    Tensor y = run(ImageTransforms.randomCrop(5, 4, 2), x);
    assertEquals(Shape.of(N, 2, 5, 4), y.shape());
    Tensor padded = x.pad(2, 2, 2, 2);
    Set<String> places = new HashSet<>();
    for (int i = 0; i < N; i++) {
      places.add(place(padded.select(0, i), y.select(0, i)));
    }
    assertTrue(places.size() > 15, "places " + places);
  }

  private static String place(Tensor padded, Tensor window) {
    for (int top = 0; top <= padded.dim(1) - window.dim(1); top++) {
      for (int left = 0; left <= padded.dim(2) - window.dim(2); left++) {
        Tensor there = padded.narrow(1, top, window.dim(1)).narrow(2, left, window.dim(2));
        if (there.contiguous().equal(window)) {
          return top + "," + left;
        }
      }
    }
    throw new AssertionError("not a window of the image");
  }

  @Test
  void centresAreCutOut() {
    Tensor x = images(DType.U8, 1, 6, 8);
    Tensor y = ImageTransforms.centerCrop(2, 4).apply(x);
    assertTrue(y.equal(x.narrow(2, 2, 2).narrow(3, 2, 4).contiguous()));
    assertEquals(
        "centerCrop: a window of 7 x 4 does not fit into images [64, 1, 6, 8]; make it smaller, or"
            + " pad more",
        assertThrows(ShapeException.class, () -> ImageTransforms.centerCrop(7, 4).apply(x))
            .getMessage());
  }

  /** As Python's round, which torchvision uses. */
  @ParameterizedTest
  @CsvSource({"6,0", "5,1", "4,2", "3,2", "2,2"})
  void halvesOfAPixelGoToTheEvenPlace(int extent, int place) {
    Tensor x = images(DType.U8, 1, 7, 7);
    Tensor y = ImageTransforms.centerCrop(extent, extent).apply(x);
    Tensor expected = x.narrow(2, place, extent).narrow(3, place, extent).contiguous();
    assertTrue(y.equal(expected));
  }

  @Test
  void resizingKeepsMeansAndConstants() {
    Tensor constant = Tensor.full(Shape.of(2, 3, 5, 6), 200, DType.U8, dev.narae.Device.of("cpu"));
    Tensor y = ImageTransforms.resize(8, 3).apply(constant);
    assertEquals(Shape.of(2, 3, 8, 3), y.shape());
    assertEquals(200, y.to(DType.F32).min().item());
    assertEquals(200, y.to(DType.F32).max().item());
    Tensor x = images(DType.F32, 1, 8, 8);
    Tensor small = ImageTransforms.resize(4, 4).apply(x);
    assertEquals(
        x.get(0, 0, 0, 0)
            .add(x.get(0, 0, 0, 1))
            .add(x.get(0, 0, 1, 0))
            .add(x.get(0, 0, 1, 1))
            .div(4.0)
            .item(),
        small.get(0, 0, 0, 0).item(),
        1e-6);
  }

  @Test
  void quarterTurnsAreExact() {
    Tensor x = images(DType.F32, 2, 6, 6);
    double[][] quarter = new double[N][];
    for (int i = 0; i < N; i++) {
      quarter[i] = new double[] {0, 1, 0, -1, 0, 0};
    }
    assertTrue(Warp.apply(x, quarter).allClose(x.rot90(-1, 2, 3), 1e-5, 1e-6));
  }

  @Test
  void affineMapsAreInvertedRightly() {
    // One bright pixel, shifted by one to the right and two down, ends there.
    Tensor x = Tensor.zeros(1, 1, 7, 7);
    x = x.setAt("0, 0, 2, 3", 1.0);
    AffineRange turned = new AffineRange(0, 0, 0, 1, 1, 0);
    assertTrue(Warp.apply(x, turned.draw(x, new Draw(new Generator(0)))).equal(x));
    double[][] shift = {{1, 0, -1, 0, 1, -2}};
    Tensor moved = Warp.apply(x, shift);
    assertEquals(1, moved.get(0, 0, 4, 4).item());
    assertEquals(1, moved.sum().item());
  }

  /** What a map and its inverse do together is nothing, but for rounding and the border. */
  @Test
  void randomMapsAreThoseThatWereDrawn() {
    AffineRange range = AffineRange.rotation(30).shifting(0.2, 0.1).scaling(0.8, 1.3).shearing(10);
    Tensor x = Tensor.zeros(1, 1, 40, 60);
    for (int seed = 0; seed < 20; seed++) {
      double[] m = range.draw(x, new Draw(new Generator(seed)))[0];
      double determinant = m[0] * m[4] - m[1] * m[3];
      double size = 1 / Math.sqrt(Math.abs(determinant));
      assertTrue(size > 0.79 && size < 1.31, "size " + size);
      // The old place shown in the middle of the old picture moved by the shift.
      double newX = (-m[2] * m[4] + m[1] * m[5]) / determinant;
      double newY = (-m[5] * m[0] + m[3] * m[2]) / determinant;
      assertTrue(Math.abs(newX) <= 12.5 && Math.abs(newY) <= 4.5, newX + ", " + newY);
      assertEquals(Math.rint(newX), newX, 1e-9);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"U8", "F32"})
  void rotatedImagesKeepTheirMiddle(DType dtype) {
    Tensor x = images(dtype, 3, 9, 9);
    Tensor y = run(ImageTransforms.randomRotation(45), x);
    assertEquals(x.shape(), y.shape());
    Tensor difference = y.to(DType.F32).sub(x.to(DType.F32)).abs();
    assertTrue(difference.narrow(2, 4, 1).narrow(3, 4, 1).max().item() < 1e-3);
    assertTrue(difference.max().item() > 0);
  }

  @Test
  void coloursStayInRange() {
    for (DType dtype : new DType[] {DType.U8, DType.F32}) {
      Tensor x = images(dtype, 3, 4, 4);
      Tensor y = run(ImageTransforms.colorJitter(new ColorRange(0.5, 0.5, 0.5, 0.3)), x);
      double white = dtype == DType.U8 ? 255 : 1;
      assertTrue(y.to(DType.F32).min().item() >= 0 && y.to(DType.F32).max().item() <= white);
      assertTrue(!y.equal(x));
      assertTrue(run(ImageTransforms.colorJitter(new ColorRange(0, 0, 0, 0)), x).equal(x));
    }
    Tensor grey = Tensor.full(Shape.of(N, 3, 2, 2), 0.5, DType.F32, dev.narae.Device.of("cpu"));
    Tensor turned = run(ImageTransforms.colorJitter(new ColorRange(0, 0, 0.9, 0.5)), grey);
    assertTrue(turned.allClose(grey, 1e-5, 1e-6), "grey has no saturation and no hue");
  }

  @Test
  void huesTurn() {
    // A third of a turn takes red to green or blue.
    Tensor red = Tensor.of(new float[] {1, 0, 0}, 1, 3, 1, 1);
    Tensor y =
        ImageTransforms.colorJitter(new ColorRange(0, 0, 0, 0.5))
            .apply(Batch.of(red, red), new Generator(3))
            .input();
    assertEquals(1, y.sum().item(), 0.35);
    assertTrue(y.get(0, 0, 0, 0).item() < 0.999);
  }

  @Test
  void rectanglesAreErased() {
    Tensor x = images(DType.F32, 3, 16, 16).add(1.0);
    Tensor y = run(ImageTransforms.randomErasing(1), x);
    for (int i = 0; i < N; i++) {
      double share = y.select(0, i).eq(0L).to(DType.F32).mean().item();
      assertTrue(share > 0.01 && share < 0.4, "erased " + share);
      assertTrue(
          y.select(0, i).eq(0L).logicalOr(y.select(0, i).eq(x.select(0, i))).all().toLong() == 1);
    }
    assertTrue(run(ImageTransforms.randomErasing(0), x).equal(x));
  }

  @Test
  void mixturesMixImagesAndClassesAlike() {
    Tensor labels = Tensor.arange(N).remainder(10L);
    Tensor x = labels.to(DType.F32).reshape(N, 1, 1, 1).expand(N, 1, 2, 2).contiguous();
    Batch mixed = ImageTransforms.mixup(0.4, 10).apply(Batch.of(x, labels), new Generator(5));
    assertEquals(Shape.of(N, 10), mixed.target().shape());
    assertTrue(mixed.target().sum(1).allClose(Tensor.ones(N), 1e-6, 1e-6));
    Tensor expected = mixed.target().mul(Tensor.arange(10).to(DType.F32)).sum(1);
    assertTrue(mixed.input().select(2, 0).select(2, 0).flatten().allClose(expected, 1e-5, 1e-5));
    mixed.input().flatten(1, -1).matmul(Tensor.randn(4, 10)).crossEntropy(mixed.target());
  }

  @Test
  void betaNumbersHaveTheirMoments() {
    for (double alpha : new double[] {0.2, 1, 4}) {
      Draw draw = new Draw(new Generator(1));
      double sum = 0;
      double squares = 0;
      int count = 20_000;
      for (int i = 0; i < count; i++) {
        double value = draw.beta(alpha);
        sum += value;
        squares += (value - 0.5) * (value - 0.5);
      }
      double variance = 1 / (4 * (2 * alpha + 1));
      assertEquals(0.5, sum / count, 5 * Math.sqrt(variance / count));
      assertEquals(variance, squares / count, 0.05 * variance);
    }
  }

  @Test
  void impossibleNumbersAreRefused() {
    assertMessage(
        "randomHorizontalFlip: the probability is 1.5; it must lie in [0, 1]",
        () -> ImageTransforms.randomHorizontalFlip(1.5));
    assertMessage(
        "resize: height 0 and width 3; both must be at least 1",
        () -> ImageTransforms.resize(0, 3));
    assertMessage(
        "randomCrop: the padding is -1; it must be 0 or more",
        () -> ImageTransforms.randomCrop(1, 1, -1));
    assertThrows(IllegalArgumentException.class, () -> AffineRange.rotation(-1));
    assertThrows(IllegalArgumentException.class, () -> new ColorRange(0, 0, 0, 0.6));
    assertThrows(IllegalArgumentException.class, () -> ImageTransforms.mixup(0, 3));
  }

  private static void assertMessage(String message, Runnable action) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, action::run).getMessage());
  }
}
