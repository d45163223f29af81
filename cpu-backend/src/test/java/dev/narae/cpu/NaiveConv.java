package dev.narae.cpu;

import dev.narae.Shape;
import dev.narae.Window;

/** Convolutions as the definition says, in double; arrays are dense and row-major. */
record NaiveConv(Window window, int groups, Shape x, Shape weight, Shape out) {

  static NaiveConv of(Window window, int groups, Shape x, Shape weight) {
    Shape out =
        Shape.of(
            x.dim(0),
            weight.dim(0),
            window.outH(x.dim(2), weight.dim(2)),
            window.outW(x.dim(3), weight.dim(3)));
    return new NaiveConv(window, groups, x, weight, out);
  }

  /** Takes the positions of an output, an input and a weight element that meet. */
  private interface Meeting {
    void at(int out, int x, int weight);
  }

  private static int at(Shape shape, long a, long b, long c, long d) {
    return (int) (((a * shape.dim(1) + b) * shape.dim(2) + c) * shape.dim(3) + d);
  }

  private void forEach(Meeting meeting) {
    long perGroup = weight.dim(0) / groups;
    for (long n = 0; n < out.dim(0); n++) {
      for (long o = 0; o < out.dim(1); o++) {
        for (long r = 0; r < out.dim(2); r++) {
          for (long q = 0; q < out.dim(3); q++) {
            for (long c = 0; c < weight.dim(1); c++) {
              for (long i = 0; i < weight.dim(2); i++) {
                for (long j = 0; j < weight.dim(3); j++) {
                  long h = r * window.strideH() - window.padH() + i * window.dilationH();
                  long w = q * window.strideW() - window.padW() + j * window.dilationW();
                  if (h >= 0 && h < x.dim(2) && w >= 0 && w < x.dim(3)) {
                    meeting.at(
                        at(out, n, o, r, q),
                        at(x, n, o / perGroup * weight.dim(1) + c, h, w),
                        at(weight, o, c, i, j));
                  }
                }
              }
            }
          }
        }
      }
    }
  }

  double[] forward(double[] input, double[] weights, double[] bias) {
    double[] result = new double[(int) out.size()];
    forEach((o, i, k) -> result[o] += input[i] * weights[k]);
    long plane = out.dim(2) * out.dim(3);
    for (int i = 0; i < result.length && bias.length > 0; i++) {
      result[i] += bias[(int) (i / plane % out.dim(1))];
    }
    return result;
  }

  double[] inputGrad(double[] gradient, double[] weights) {
    double[] result = new double[(int) x.size()];
    forEach((o, i, k) -> result[i] += gradient[o] * weights[k]);
    return result;
  }

  double[] weightGrad(double[] input, double[] gradient) {
    double[] result = new double[(int) weight.size()];
    forEach((o, i, k) -> result[k] += gradient[o] * input[i]);
    return result;
  }
}
