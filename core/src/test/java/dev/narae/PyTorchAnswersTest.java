package dev.narae;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.GridOptions.Border;
import dev.narae.GridOptions.Mode;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers that PyTorch 2.13 gives for the same calls in float64. */
class PyTorchAnswersTest {
  private static final double[] MATRIX = {2, 1, -1, 1, 3, 2, 0.5, -1, 4};

  private static Tensor weights() {
    return Tensor.arange(1, 10, 1).to(DType.F64).reshape(3, 3);
  }

  private static void assertGradient(UnaryOperator<Tensor> function, double... expected) {
    Tensor a = Tensor.of(MATRIX, 3, 3).requiresGrad(true);
    function.apply(a).mul(weights()).sum().backward();
    assertArrayEquals(expected, Objects.requireNonNull(a.grad()).toDoubleArray(), 1e-12);
  }

  private static void assertValues(Tensor actual, double... expected) {
    assertArrayEquals(expected, actual.toDoubleArray(), 1e-12);
  }

  private static Tensor of(double... values) {
    return Tensor.of(values);
  }

  @Test
  void qrHasTheSignsOfLapack() {
    var qr = Tensor.of(MATRIX, 3, 3).qr();
    assertValues(
        qr.q(),
        -0.8728715609439694,
        0.2672612419124243,
        -0.408248290463863,
        -0.4364357804719848,
        -0.8017837257372729,
        0.408248290463863,
        -0.2182178902359924,
        0.5345224838248488,
        0.816496580927726);
    assertValues(
        qr.r(),
        -2.29128784747792,
        -1.9639610121239315,
        -0.8728715609439696,
        0,
        -2.6726124191242437,
        0.2672612419124252,
        0,
        0,
        4.490731195102493);
  }

  @Test
  void gradientsOfFactorizations() {
    assertGradient(
        a -> a.qr().q(),
        0.8537078181438785,
        1.0623836853392556,
        0,
        0.6569155715294542,
        -1.0623836853392559,
        0,
        -4.728662415634424,
        -2.1247673706785113,
        0);
    assertGradient(
        a -> a.qr().r(),
        -1.5120107693523506,
        3.33896275170804,
        -4.68928184553213,
        2.65536428335344,
        -8.630189853664191,
        -2.4457750816648245,
        -3.845261184253316,
        -5.260622689415455,
        9.90095046059065);
    assertGradient(
        a -> a.matmul(a.t()).cholesky(),
        9.004450425683176,
        2.5928536135794946,
        18.152264722162663,
        4.296654653048005,
        4.137858738451089,
        2.933209073414384,
        10.911628489200716,
        3.3184398600327905,
        7.995268638951972);
    assertGradient(
        Tensor::inv,
        0.2492561983471075,
        0.027107438016528936,
        -0.038016528925619825,
        -1.1001652892561982,
        -0.016198347107437956,
        -0.45289256198347105,
        -0.4694214876033057,
        -0.0033057851239668614,
        -0.2148760330578513);
  }

  /** Here PyTorch gives zeros; these are the cofactors, which the derivative is made of. */
  @Test
  void theDeterminantOfASingularMatrixHasAGradient() {
    Tensor a = of(1, 2, 3, 2, 4, 6, 1, 0, 1).reshape(3, 3).copy().requiresGrad(true);
    Tensor det = a.det();
    assertEquals(0, det.item(), 1e-15);
    det.backward();
    assertValues(Objects.requireNonNull(a.grad()), 4, 4, -4, -2, -2, 2, 0, 0, 0);
  }

  @Test
  void aSingularMatrixHasASignAndALogarithm() {
    var parts = of(1, 2, 2, 4).reshape(2, 2).slogdet();
    assertEquals(0, parts.sign().item());
    assertEquals(Double.NEGATIVE_INFINITY, parts.logAbs().item());
    assertTrue(Double.isNaN(Tensor.eye(2).mul(of(-1, 1).to(DType.F32)).logdet().item()));
  }

  @Test
  void specialFunctions() {
    assertValues(
        of(-1, -0.999999, -0.3, 0, 1e-9, 0.7, 1, 1.5).erfinv(),
        Double.NEGATIVE_INFINITY,
        -3.458910737275499,
        -0.2724627147267543,
        0,
        8.86226925452758e-10,
        0.7328690779592167,
        Double.POSITIVE_INFINITY,
        Double.NaN);
    assertValues(
        of(0, 1e-12, 0.3, 0.5, 1 - 1e-9, 1).ndtri(),
        Double.NEGATIVE_INFINITY,
        -7.034483825301131,
        -0.5244005127080409,
        0,
        5.997807019601637,
        Double.POSITIVE_INFINITY);
    assertArrayEquals(
        new double[] {
          -804.6084420137539,
          -15.064998393988727,
          -1.841021645009264,
          -0.6931471805599453,
          -0.0013508099647481923
        },
        of(-40, -5, -1, 0, 3).logNdtr().toDoubleArray(),
        1e-11);
    assertValues(
        of(0, 0.5, 3, 50).erfcx(),
        1,
        0.6156903441929258,
        0.17900115118138998,
        0.011281536265323772);
    assertValues(of(-1, 0, 0.5).entr(), Double.NEGATIVE_INFINITY, 0, 0.34657359027997264);
    assertValues(of(0, 2).xlog1py(of(-1, 3)), 0, 2.772588722239781);
  }

  @Test
  void powersOfWholeNumbers() {
    Tensor base = Tensor.of(new long[] {3, -2, 1, -1, 0, 2});
    Tensor power = base.pow(Tensor.of(new long[] {-1, 3, -5, -3, 0, 62}));
    assertEquals(DType.I64, power.dtype());
    assertArrayEquals(new long[] {0, -8, 1, -1, 1, 1L << 62}, power.toLongArray());
    Tensor truths = Tensor.of(new boolean[] {true, false}).pow(2L);
    assertEquals(DType.I64, truths.dtype());
    assertArrayEquals(new long[] {1, 0}, truths.toLongArray());
    assertArrayEquals(new long[] {87}, Tensor.of(new byte[] {7}).pow(3L).toLongArray());
    assertEquals(DType.F32, base.pow(2.0).dtype());
  }

  @Test
  void powersOfOneAreOne() {
    double inf = Double.POSITIVE_INFINITY;
    Tensor exponents = of(inf, -inf, Double.NaN, 2);
    assertValues(of(1, 1, 1, 1).pow(exponents), 1, 1, 1, 1);
    assertValues(of(-1, -1, -1, -1).pow(exponents), 1, 1, Double.NaN, 1);
    assertValues(of(1, -1, 2, 0.5).pow(-inf), 1, 1, 0, inf);
    Tensor whole = Tensor.of(new int[] {1, -1, 2});
    assertValues(whole.pow(inf), 1, 1, inf);
    assertValues(whole.pow(Double.NaN), 1, Double.NaN, Double.NaN);
    assertValues(of(1, -1).copy().powInPlace(inf), 1, 1);
  }

  @Test
  void functionsFarOutAndAtZero() {
    double inf = Double.POSITIVE_INFINITY;
    assertEquals(1, of(710.2).cosh().item() / 1.3643036845527107e308, 1e-15);
    assertEquals(1, of(-710.4).sinh().item() / -1.6663642832806494e308, 1e-15);
    assertValues(of(1.2e308, -1.2e308).geluTanh(), 1.2e308, 0);
    assertValues(of(-1e308, -1e300, -inf).lgamma(), inf, inf, inf);
    assertArrayEquals(new double[] {-0.0, 0.0}, of(-0.0, 0.0).asinh().toDoubleArray());
  }

  @Test
  void aQuotientOfZeroHasTheSignOfTheDivision() {
    Tensor above = of(-0.5, -0.0, 0, 0.5, -20);
    assertArrayEquals(
        new double[] {0.0, -0.0, -0.0, -1, 0.0},
        above.floorDivide(of(-3, 1, -2, -3, -744)).toDoubleArray());
    assertArrayEquals(
        new double[] {0.0, 0.0, -0.0, -1, 0.0}, above.floorDivide(-744.0).toDoubleArray());
  }

  @ParameterizedTest
  @CsvSource({
    "NEAREST, 30, 22, 0, 0 1 2 4 5 6 8 9 10 12 13 15 16 17 19 20 21 23 24 25 27 28",
    "NEAREST, 26, 22, 0, 0 1 2 3 4 5 7 8 9 10 11 12 14 15 16 17 18 20 21 22 23 24",
    "NEAREST, 9, 0, 3.7, 0 0 0 0 1 1 1 1 2 2 2 2 3 3 3 4 4 4 4 5 5 5 5 6 6 6 7 7 7 7 8 8 8",
    "NEAREST, 9, 0, 0.3, 0 3",
    "NEAREST_EXACT, 14, 23, 0, 0 0 1 2 2 3 3 4 5 5 6 6 7 8 8 9 10 10 11 11 12 13 13",
    "NEAREST_EXACT, 30, 22, 0, 0 2 3 4 6 7 8 10 11 12 14 15 17 18 19 21 22 23 25 26 27 29",
    "NEAREST_EXACT, 9, 0, 3.7, 0 0 0 0 1 1 1 2 2 2 2 3 3 3 3 4 4 4 5 5 5 5 6 6 6 6 7 7 7 7 8 8 8",
    "NEAREST_EXACT, 9, 0, 0.3, 1 5"
  })
  void theNearestPlaces(
      InterpolateOptions.Mode mode, long extent, long size, double scale, String places) {
    InterpolateOptions options =
        size > 0 ? InterpolateOptions.size(1, size) : InterpolateOptions.scale(1, scale);
    Tensor image = Tensor.arange(extent).to(DType.F64).reshape(1, 1, 1, extent);
    assertArrayEquals(
        Arrays.stream(places.split(" ", -1)).mapToDouble(Double::parseDouble).toArray(),
        image.interpolate(options.mode(mode)).toDoubleArray());
  }

  @Test
  void trianglesAsPositions() {
    assertArrayEquals(new long[] {1, 2, 2, 0, 0, 1}, Tensor.trilIndices(3, 4, -1).toLongArray());
    assertArrayEquals(
        new long[] {0, 0, 0, 1, 1, 0, 1, 2, 1, 2}, Tensor.triuIndices(2, 3, 0).toLongArray());
  }

  @ParameterizedTest
  @CsvSource({
    "LINEAR, ZEROS, false, 0, 3.55, 0",
    "LINEAR, ZEROS, true, 0, 3.1, 1.65",
    "LINEAR, BORDER, false, 0, 3.55, 2",
    "LINEAR, BORDER, true, 0, 3.1, 2.75",
    "LINEAR, REFLECTION, false, 0, 3.55, 1.9",
    "LINEAR, REFLECTION, true, 0, 3.1, 2.35",
    "NEAREST, ZEROS, false, 0, 4, 0",
    "NEAREST, ZEROS, true, 0, 4, 2",
    "NEAREST, REFLECTION, true, 0, 4, 2",
    "CUBIC, ZEROS, false, -0.1875, 4.684817382812498, -0.1215",
    "CUBIC, ZEROS, true, 0, 4.012885, 1.999828125",
    "CUBIC, BORDER, false, -0.375, 3.70890625, 2",
    "CUBIC, BORDER, true, 0, 3.22525, 2.7876875",
    "CUBIC, REFLECTION, false, -0.75, 3.70890625, 1.92475",
    "CUBIC, REFLECTION, true, 0, 3.3805, 2.26075"
  })
  void imagesAtPlaces(Mode mode, Border border, boolean aligned, double a, double b, double c) {
    Tensor image = Tensor.arange(6).to(DType.F64).reshape(1, 1, 2, 3);
    Tensor grid = of(-1, -1, 0.3, 0.2, 1.4, -0.5).reshape(1, 1, 3, 2);
    assertValues(image.gridSample(grid, new GridOptions(mode, border, aligned)), a, b, c);
  }

  @Test
  void affineGrids() {
    Tensor theta = of(1, 0.5, 0.1, -0.2, 2, 0).reshape(1, 2, 3);
    Shape shape = Shape.of(1, 1, 2, 2);
    assertValues(theta.affineGrid(shape, false), -0.65, -0.9, 0.35, -1.1, -0.15, 1.1, 0.85, 0.9);
    assertValues(theta.affineGrid(shape, true), -1.4, -1.8, 0.6, -2.2, -0.4, 2.2, 1.6, 1.8);
  }

  @Test
  void statisticsOfLines() {
    Located mode = of(3, 1, 3, 1, 2, 2, 5, 5).reshape(2, 4).mode(1);
    assertValues(mode.values(), 1, 2);
    assertArrayEquals(new long[] {3, 1}, mode.positions().toLongArray());
    assertValues(
        of(1, 5, 2, 7, 3, 9).reshape(2, 3).quantile(new double[] {0.25, 0.9}, 1), 1.5, 5, 4.4, 8.6);
    Tensor rows = of(1, 2, 4, 3, 1, 0).reshape(2, 3);
    assertValues(rows.cov(), 7.0 / 3, -13.0 / 6, -13.0 / 6, 7.0 / 3);
    assertValues(rows.corrcoef(), 1, -13.0 / 14, -13.0 / 14, 1);
    assertValues(
        of(3, 4, 0.3, 0.4).reshape(2, 2).renorm(2, 0, 1), 0.599999988, 0.799999984, 0.3, 0.4);
  }

  @Test
  void notANumberMayBeCloseToAnother() {
    Tensor x = of(Double.NaN, 1);
    assertTrue(x.allClose(x, 0, 0, true));
    assertFalse(x.allClose(x, 0, 0, false));
    assertFalse(x.allClose(of(1, Double.NaN), 0, 0, true));
  }
}
