package dev.narae.conformance;

import static dev.narae.conformance.ConvolutionFamilyCases.in;
import static dev.narae.conformance.ConvolutionFamilyCases.one;
import static dev.narae.conformance.ConvolutionFamilyCases.refused;

import dev.narae.ConvOptions;
import dev.narae.GradCheck.Subject;
import java.util.List;

/** Transposed convolutions over lines, images and volumes. */
final class TransposedConvolutionCases {
  private static final ConvOptions PLAIN = ConvOptions.DEFAULT;

  private TransposedConvolutionCases() {}

  static List<OpCase> all() {
    ConvOptions padded = PLAIN.stride(2).padding(1).outputPadding(1);
    ConvOptions dilated = PLAIN.stride(1, 2).dilation(3, 1).outputPadding(2, 1).groups(2);
    ConvOptions deep = PLAIN.stride(2, 1, 1).padding(1, 0, 1).outputPadding(1, 0, 0).groups(2);
    return List.of(
        conv1d("convTranspose1d", PLAIN)
            .sample(in(2, 2, 3), in(2, 3, 2), in(3))
            .sample(in(0, 2, 3), in(2, 3, 2), in(3))
            .refuses(
                refused(
                    "channels",
                    () -> one(1, 2, 3).convTranspose1d(one(3, 2, 2), null),
                    "convTranspose1d",
                    "[1, 2, 3]",
                    "expects 3"))
            .refuses(
                refused(
                    "an output padding too large",
                    () -> one(1, 2, 3).convTranspose1d(one(2, 2, 2), null, PLAIN.outputPadding(1)),
                    "outputPadding [1]",
                    "stride [1]"))
            .refuses(
                refused(
                    "no output",
                    () -> one(1, 2, 1).convTranspose1d(one(2, 2, 2), null, PLAIN.padding(1)),
                    "padding 1",
                    "less padding"))
            .refuses(
                ErrorCase.of(
                    "padding that keeps the size",
                    IllegalArgumentException.class,
                    () -> one(1, 2, 3).convTranspose1d(one(2, 2, 2), null, PLAIN.paddingSame()),
                    "convTranspose1d",
                    "padding(…)")),
        conv1d("convTranspose1d(options)", padded).sample(in(1, 2, 4), in(2, 2, 3), in(2)),
        conv2d("convTranspose2d", PLAIN)
            .sample(in(1, 2, 2, 3), in(2, 2, 2, 2), in(2))
            .sample(in(2, 5, 7, 6), in(5, 4, 3, 3), in(4))
            .refuses(
                refused(
                    "a bias of another size",
                    () -> one(1, 2, 3, 3).convTranspose2d(one(2, 1, 2, 2), one(2)),
                    "convTranspose2d",
                    "[2]",
                    "[1]"))
            .refuses(
                refused(
                    "groups",
                    () -> one(1, 3, 3, 3).convTranspose2d(one(3, 1, 2, 2), null, PLAIN.groups(2)),
                    "2 groups")),
        conv2d("convTranspose2d(options)", padded)
            .sample(in(1, 2, 2, 2), in(2, 2, 3, 2), in(2))
            .sample(in(2, 5, 7, 6), in(5, 4, 3, 3), in(4)),
        conv2d("convTranspose2d(dilated)", dilated).sample(in(1, 2, 3, 2), in(2, 2, 2, 2), in(4)),
        conv3d("convTranspose3d", PLAIN).sample(in(1, 1, 2, 2, 2), in(1, 2, 2, 1, 2), in(2)),
        conv3d("convTranspose3d(options)", deep)
            .sample(in(1, 2, 2, 2, 3), in(2, 1, 2, 2, 2), in(2)));
  }

  private static OpCase conv1d(String name, ConvOptions options) {
    return transposed(
        name, options, in -> in.get(0).convTranspose1d(in.get(1), in.get(2), options));
  }

  private static OpCase conv2d(String name, ConvOptions options) {
    return transposed(
        name, options, in -> in.get(0).convTranspose2d(in.get(1), in.get(2), options));
  }

  private static OpCase conv3d(String name, ConvOptions options) {
    return transposed(
        name, options, in -> in.get(0).convTranspose3d(in.get(1), in.get(2), options));
  }

  private static OpCase transposed(String name, ConvOptions options, Subject subject) {
    return OpCase.of(
            name,
            subject,
            in -> ConvolutionReference.transposed(in.get(0), in.get(1), in.get(2), options))
        .within(5e-5, 1e-12);
  }
}
