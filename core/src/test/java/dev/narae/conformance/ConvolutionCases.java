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

/** Convolutions over images, with every option. */
final class ConvolutionCases {
  private ConvolutionCases() {}

  static List<OpCase> all() {
    ConvOptions plain = ConvOptions.DEFAULT;
    return List.of(
        conv("conv2d", plain)
            .sample(in(1, 1, 4, 4), in(2, 1, 3, 3), in(2))
            .sample(in(2, 3, 9, 11), in(5, 3, 3, 3), in(5))
            .sample(in(1, 10, 13, 12), in(20, 10, 5, 5), in(20))
            .sample(in(0, 1, 4, 4), in(2, 1, 3, 3), in(2))
            .refuses(
                refused(
                    "channels",
                    () -> images(2, 4, 4).conv2d(Tensor.ones(2, 3, 3, 3), null),
                    "[1, 2, 4, 4]",
                    "[2, 3, 3, 3]"))
            .refuses(
                refused(
                    "a kernel too large",
                    () -> images(1, 2, 2).conv2d(Tensor.ones(1, 1, 3, 3), null),
                    "[1, 1, 2, 2]",
                    "3×3"))
            .refuses(
                refused(
                    "a matrix",
                    () -> Tensor.ones(4, 4).conv2d(Tensor.ones(1, 1, 3, 3), null),
                    "[4, 4]",
                    "(N, C, H, W)"))
            .refuses(
                refused(
                    "a bias of another size",
                    () -> images(1, 4, 4).conv2d(Tensor.ones(2, 1, 3, 3), Tensor.ones(3)),
                    "[3]",
                    "[2]"))
            .refuses(
                refused(
                    "groups",
                    () -> images(3, 4, 4).conv2d(Tensor.ones(2, 1, 3, 3), null, plain.groups(2)),
                    "2 groups"))
            .refuses(
                refused(
                    "stride 0",
                    () -> images(1, 4, 4).conv2d(Tensor.ones(1, 1, 3, 3), null, plain.stride(0, 1)),
                    "at least 1"))
            .refuses(
                ErrorCase.of(
                    "dtypes that differ",
                    DTypeException.class,
                    () ->
                        images(1, 4, 4).conv2d(Tensor.ones(Shape.of(1, 1, 3, 3), DType.F64), null),
                    "conv2d",
                    "f32",
                    "f64")),
        conv("conv2d(1x1)", plain).sample(in(2, 3, 1, 2), in(4, 3, 1, 1), in(4)),
        conv("conv2d(padded)", plain.padding(1, 2)).sample(in(1, 1, 4, 3), in(2, 1, 3, 3), in(2)),
        conv("conv2d(strided)", plain.stride(2, 3).padding(1, 1))
            .sample(in(1, 1, 5, 4), in(2, 1, 3, 2), in(2))
            .sample(in(2, 4, 12, 17), in(9, 4, 3, 3), in(9)),
        conv("conv2d(dilated)", plain.dilation(2, 1).padding(2, 0))
            .sample(in(1, 1, 5, 4), in(2, 1, 3, 2), in(2)),
        conv("conv2d(grouped)", plain.groups(2).padding(1, 1))
            .sample(in(1, 4, 3, 2), in(2, 2, 2, 2), in(2))
            .sample(in(2, 6, 7, 9), in(8, 3, 3, 3), in(8)),
        conv("conv2d(depthwise)", plain.groups(3)).sample(in(1, 3, 3, 3), in(3, 1, 2, 1), in(3)),
        withoutBias());
  }

  private static Input in(long... sizes) {
    return Input.real(-2, 2, sizes);
  }

  private static Tensor images(long channels, long height, long width) {
    return Tensor.ones(1, channels, height, width);
  }

  private static ErrorCase refused(String what, Supplier<Tensor> call, String... fragments) {
    List<String> all = new ArrayList<>(List.of(fragments));
    all.add("conv2d");
    return new ErrorCase(what, call, ShapeException.class, all);
  }

  private static OpCase conv(String name, ConvOptions options) {
    return OpCase.of(
            name,
            in -> in.get(0).conv2d(in.get(1), in.get(2), options),
            in -> ConvolutionReference.convolve(in.get(0), in.get(1), in.get(2), options))
        .within(5e-5, 1e-12);
  }

  private static OpCase withoutBias() {
    return OpCase.of(
            "conv2d(no bias)",
            in -> in.get(0).conv2d(in.get(1), null),
            in ->
                ConvolutionReference.convolve(
                    in.get(0),
                    in.get(1),
                    Values.generate(Shape.of(in.get(1).dim(0)), _ -> 0),
                    ConvOptions.DEFAULT))
        .within(5e-5, 1e-12)
        .sample(in(1, 2, 3, 3), in(2, 2, 2, 3));
  }
}
