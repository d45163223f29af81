package dev.narae.conformance;

import dev.narae.Tensor;
import java.util.List;
import java.util.Map;

/** Elementwise operators by their golden names. */
final class GoldenElementwise {
  private GoldenElementwise() {}

  static void fill(GoldenTable table) {
    unary(table);
    activations(table);
    binary(table);
    scalars(table);
  }

  private static void unary(GoldenTable table) {
    table.unary("neg", Tensor::neg);
    table.unary("abs", Tensor::abs);
    table.unary("exp", Tensor::exp);
    table.unary("expm1", Tensor::expm1);
    table.unary("sin", Tensor::sin);
    table.unary("cos", Tensor::cos);
    table.put("tan", (in, extra, args) -> in.get(0).mul(0.5).tan(), "halved");
    table.unary("tanh", Tensor::tanh);
    table.unary("sinh", Tensor::sinh);
    table.unary("cosh", Tensor::cosh);
    table.unary("atan", Tensor::atan);
    table.unary("asin", Tensor::asin);
    table.unary("acos", Tensor::acos);
    table.unary("erf", Tensor::erf);
    table.unary("sigmoid", Tensor::sigmoid);
    table.unary("square", Tensor::square);
    table.unary("sign", Tensor::sign);
    table.unary("floor", Tensor::floor);
    table.unary("ceil", Tensor::ceil);
    table.unary("trunc", Tensor::trunc);
    table.unary("round", Tensor::round);
    table.unary("log", Tensor::log);
    table.unary("log2", Tensor::log2);
    table.unary("log10", Tensor::log10);
    table.unary("log1p", Tensor::log1p);
    table.unary("sqrt", Tensor::sqrt);
    table.unary("rsqrt", Tensor::rsqrt);
    table.unary("reciprocal", Tensor::reciprocal);
  }

  private static void activations(GoldenTable table) {
    table.unary("relu", Tensor::relu);
    table.unary("relu6", Tensor::relu6);
    table.unary("selu", Tensor::selu);
    table.unary("silu", Tensor::silu);
    table.unary("mish", Tensor::mish);
    table.unary("softsign", Tensor::softsign);
    table.unary("logsigmoid", Tensor::logsigmoid);
    table.unary("hardtanh", Tensor::hardtanh);
    table.unary("hardsigmoid", Tensor::hardsigmoid);
    table.unary("hardswish", Tensor::hardswish);
    table.put(
        "elu",
        (in, extra, args) ->
            args.has("alpha") ? in.get(0).elu(args.real("alpha")) : in.get(0).elu(),
        "alpha");
    table.put(
        "gelu",
        (in, extra, args) -> args.has("approximate") ? in.get(0).geluTanh() : in.get(0).gelu(),
        "approximate=tanh");
    table.put(
        "softplus",
        (in, extra, args) ->
            args.has("beta") ? in.get(0).softplus(args.real("beta")) : in.get(0).softplus(),
        "beta");
    table.put(
        "leakyRelu",
        (in, extra, args) -> in.get(0).leakyRelu(args.has("slope") ? args.real("slope") : 0.01),
        "slope");
  }

  private static void binary(GoldenTable table) {
    table.binary("add", Tensor::add);
    table.binary("sub", Tensor::sub);
    table.binary("mul", Tensor::mul);
    table.binary("div", Tensor::div);
    table.binary("pow", Tensor::pow);
    table.binary("maximum", Tensor::maximum);
    table.binary("minimum", Tensor::minimum);
    table.binary("atan2", Tensor::atan2);
    table.binary("lt", Tensor::lt);
    table.binary("le", Tensor::le);
    table.binary("gt", Tensor::gt);
    table.binary("ge", Tensor::ge);
    table.binary("eq", Tensor::eq);
    table.binary("ne", Tensor::ne);
  }

  private static void scalars(GoldenTable table) {
    table.put("clamp", GoldenElementwise::clamp, "min", "max");
    table.put("powScalar", (in, extra, args) -> in.get(0).pow(args.real("exponent")), "exponent");
    table.put(
        "remainder", (in, extra, args) -> in.get(0).remainder(args.real("divisor")), "divisor");
    table.put(
        "where",
        (in, extra, args) -> GoldenTable.array(extra, "mask").where(in.get(0), in.get(1)),
        "mask");
  }

  private static Tensor clamp(List<Tensor> in, Map<String, Tensor> extra, GoldenCase args) {
    return args.has("max")
        ? in.get(0).clamp(args.real("min"), args.real("max"))
        : in.get(0).clampMin(args.real("min"));
  }
}
