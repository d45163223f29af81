package dev.narae.nn;

import dev.narae.Shape;
import dev.narae.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The products that make queries, keys and values of what a {@link MultiheadAttention} is given:
 * one weight for all three where they have the same width, else one each.
 */
final class InProjection {
  private static final List<String> APART =
      List.of("q_proj_weight", "k_proj_weight", "v_proj_weight");

  private final Map<String, Parameter> parameters = new LinkedHashMap<>();
  private final @Nullable Parameter joint;
  private final @Nullable Parameter bias;

  InProjection(long embed, long keyWidth, long valueWidth, boolean withBias) {
    if (keyWidth == embed && valueWidth == embed) {
      joint = add("in_proj_weight", weight(3 * embed, embed));
    } else {
      joint = null;
      long[] widths = {embed, keyWidth, valueWidth};
      for (int i = 0; i < widths.length; i++) {
        add(APART.get(i), weight(embed, widths[i]));
      }
    }
    bias = withBias ? add("in_proj_bias", Init.full(Shape.of(3 * embed), 0)) : null;
  }

  private Parameter add(String name, Tensor values) {
    Parameter parameter = new Parameter(values);
    parameters.put(name, parameter);
    return parameter;
  }

  private static Tensor weight(long outputs, long inputs) {
    return Init.xavierUniform(Init.full(Shape.of(outputs, inputs), 0), 1);
  }

  /** The first values of a key or value that is learned. */
  static Tensor learned(long embed) {
    return Init.xavierNormal(Init.full(Shape.of(1, 1, embed), 0), 1);
  }

  /** The parameters by PyTorch's names, in its order. */
  Map<String, Parameter> parameters() {
    return parameters;
  }

  /** Queries, keys and values of one tensor: one product if its width allows that. */
  List<Tensor> together(Tensor x) {
    if (joint == null) {
      return apart(x, x, x);
    }
    return (bias == null ? x.linear(joint.tensor()) : x.linear(joint.tensor(), bias.tensor()))
        .chunk(3, -1);
  }

  List<Tensor> apart(Tensor query, Tensor key, Tensor value) {
    List<Tensor> weights =
        joint == null ? APART.stream().map(this::separate).toList() : joint.tensor().chunk(3, 0);
    if (bias == null) {
      return List.of(
          query.linear(weights.get(0)), key.linear(weights.get(1)), value.linear(weights.get(2)));
    }
    List<Tensor> biases = bias.tensor().chunk(3, 0);
    return List.of(
        query.linear(weights.get(0), biases.get(0)),
        key.linear(weights.get(1), biases.get(1)),
        value.linear(weights.get(2), biases.get(2)));
  }

  private Tensor separate(String name) {
    Parameter parameter = parameters.get(name);
    if (parameter == null) {
      throw new IllegalStateException(name);
    }
    return parameter.tensor();
  }
}
