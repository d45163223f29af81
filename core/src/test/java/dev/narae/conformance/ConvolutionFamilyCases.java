package dev.narae.conformance;

import dev.narae.ConvOptions;
import dev.narae.DType;
import dev.narae.DTypeException;
import dev.narae.Shape;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Convolutions over lines and volumes, of single samples, and with padding that keeps sizes. */
final class ConvolutionFamilyCases {
  private static final ConvOptions PLAIN = ConvOptions.DEFAULT;

  private ConvolutionFamilyCases() {}

  static List<OpCase> all() {
    return List.of(
        conv1d("conv1d", PLAIN)
            .sample(in(2, 2, 5), in(3, 2, 2), in(3))
            .sample(in(1, 1, 1), in(1, 1, 1), in(1))
            .sample(in(0, 2, 5), in(3, 2, 2), in(3))
            .sample(in(3, 5, 67), in(7, 5, 9), in(7))
            .refuses(
                refused("an image", () -> one(1, 1, 4, 4).conv1d(one(1, 1, 3), null), "(N, C, L)"))
            .refuses(
                refused(
                    "two strides",
                    () -> one(1, 1, 4).conv1d(one(1, 1, 3), null, PLAIN.stride(1, 2)),
                    "stride [1, 2]"))
            .refuses(
                refused(
                    "a kernel too large",
                    () -> one(1, 1, 4).conv1d(one(1, 1, 5), null),
                    "kernel of 5",
                    "[1, 1, 4]"))
            .refuses(
                ErrorCase.of(
                    "whole numbers",
                    DTypeException.class,
                    () ->
                        Tensor.of(new int[4], 1, 1, 4)
                            .conv1d(Tensor.ones(Shape.of(1, 1, 3), DType.I32), null),
                    "conv1d",
                    "i32"))
            .refuses(
                ErrorCase.of(
                    "an output padding",
                    IllegalArgumentException.class,
                    () -> one(1, 1, 4).conv1d(one(1, 1, 3), null, PLAIN.outputPadding(1)),
                    "conv1d",
                    "outputPadding")),
        conv1d("conv1d(options)", PLAIN.stride(2).padding(1).dilation(2).groups(2))
            .sample(in(1, 4, 6), in(2, 2, 2), in(2)),
        conv1d("conv1d(same)", PLAIN.paddingSame(), PLAIN.padding(1))
            .sample(in(2, 1, 4), in(2, 1, 3), in(2))
            .refuses(
                ErrorCase.of(
                    "a stride",
                    IllegalArgumentException.class,
                    () -> one(1, 1, 4).conv1d(one(1, 1, 3), null, PLAIN.paddingSame().stride(2)),
                    "conv1d",
                    "stride [2]")),
        sameOfEvenKernel(),
        single(),
        conv3d("conv3d", PLAIN)
            .sample(in(1, 1, 2, 3, 2), in(2, 1, 2, 2, 1), in(2))
            .sample(in(2, 1, 2, 2, 2), in(1, 1, 1, 2, 2), in(1))
            .sample(in(2, 3, 4, 7, 5), in(4, 3, 3, 3, 2), in(4))
            .refuses(
                refused(
                    "an image",
                    () -> one(4, 4).conv3d(one(1, 1, 3, 3, 3), null),
                    "(N, C, D, H, W)"))
            .refuses(
                refused(
                    "channels",
                    () -> one(1, 2, 4, 4, 4).conv3d(one(1, 3, 2, 2, 2), null),
                    "[1, 2, 4, 4, 4]",
                    "expects 3")),
        conv3d(
                "conv3d(options)",
                PLAIN.stride(2, 1, 1).padding(1, 0, 1).dilation(1, 1, 2).groups(2))
            .sample(in(1, 2, 2, 2, 3), in(2, 1, 2, 2, 2), in(2))
            .sample(in(2, 4, 5, 4, 6), in(6, 2, 3, 2, 2), in(6)));
  }

  static Input in(long... sizes) {
    return Input.real(-2, 2, sizes);
  }

  static Tensor one(long... sizes) {
    return Tensor.ones(sizes);
  }

  static ErrorCase refused(String what, Supplier<Tensor> call, String... fragments) {
    List<String> all = new ArrayList<>(List.of(fragments));
    all.add("conv");
    return new ErrorCase(what, call, ShapeException.class, all);
  }

  private static OpCase conv1d(String name, ConvOptions options) {
    return conv1d(name, options, options);
  }

  private static OpCase conv1d(String name, ConvOptions options, ConvOptions expected) {
    return OpCase.of(
            name,
            in -> in.get(0).conv1d(in.get(1), in.get(2), options),
            in -> ConvolutionReference.convolve(in.get(0), in.get(1), in.get(2), expected))
        .within(5e-5, 1e-12);
  }

  private static OpCase conv3d(String name, ConvOptions options) {
    return OpCase.of(
            name,
            in -> in.get(0).conv3d(in.get(1), in.get(2), options),
            in -> ConvolutionReference.convolve(in.get(0), in.get(1), in.get(2), options))
        .within(5e-5, 1e-12);
  }

  /** A kernel of 2 × 3 misses one row at the end and a column on each side. */
  private static OpCase sameOfEvenKernel() {
    return OpCase.of(
            "conv2d(same)",
            in -> in.get(0).conv2d(in.get(1), null, PLAIN.paddingSame()),
            in -> {
              Values x = in.get(0);
              Values more =
                  Values.generate(
                      x.shape().with(2, x.dim(2) + 1), i -> i[2] < x.dim(2) ? x.at(i) : 0);
              Values none = Values.generate(Shape.of(in.get(1).dim(0)), _ -> 0);
              return ConvolutionReference.convolve(more, in.get(1), none, PLAIN.padding(0, 1));
            })
        .within(5e-5, 1e-12)
        .sample(in(1, 2, 3, 3), in(2, 2, 2, 3));
  }

  /** One image without a batch. */
  private static OpCase single() {
    return OpCase.of(
            "conv2d(single)",
            in -> in.get(0).conv2d(in.get(1), in.get(2)),
            in -> {
              Values x = in.get(0);
              Values batch = x.reshape(1, x.dim(0), x.dim(1), x.dim(2));
              Values out =
                  ConvolutionReference.convolve(batch, in.get(1), in.get(2), ConvOptions.DEFAULT);
              return out.reshape(out.dim(1), out.dim(2), out.dim(3));
            })
        .within(5e-5, 1e-12)
        .sample(in(2, 3, 3), in(2, 2, 2, 3), in(2));
  }
}
