package dev.narae.conformance;

import dev.narae.ConvOptions;
import dev.narae.Tensor;
import dev.narae.spi.FusedOp.Window;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** How each golden operator is called here. Operators that are missing are left out. */
final class GoldenOps {
  private static final Map<String, Entry> TABLE = new HashMap<>();

  private GoldenOps() {}

  /** A call of one operator. */
  interface Call {
    /**
     * Runs the operator.
     *
     * @param in the inputs
     * @param extra the case's further arrays by name, as tensors
     * @param args the case's arguments
     */
    Tensor run(List<Tensor> in, Map<String, Tensor> extra, GoldenCase args);
  }

  private record Entry(Set<String> arguments, Call call) {}

  /** The call for a case, if the operator and all its arguments are known here. */
  static Optional<Call> find(GoldenCase golden) {
    return Optional.ofNullable(TABLE.get(golden.op()))
        .filter(entry -> golden.hasOnly(entry.arguments))
        .map(Entry::call);
  }

  private static void put(String op, Call call, String... arguments) {
    TABLE.put(op, new Entry(Set.of(arguments), call));
  }

  private static void unary(String op, UnaryOperator<Tensor> call) {
    put(op, (in, extra, args) -> call.apply(in.get(0)));
  }

  private static void binary(String op, BinaryOperator<Tensor> call) {
    put(op, (in, extra, args) -> call.apply(in.get(0), in.get(1)));
  }

  static {
    unary();
    activations();
    binary();
    scalars();
    reductions();
    moments();
    products();
    movement();
    indexing();
    probabilities();
    convolutions();
  }

  private static void unary() {
    unary("neg", Tensor::neg);
    unary("abs", Tensor::abs);
    unary("exp", Tensor::exp);
    unary("expm1", Tensor::expm1);
    unary("sin", Tensor::sin);
    unary("cos", Tensor::cos);
    put("tan", (in, extra, args) -> in.get(0).mul(0.5).tan(), "halved");
    unary("tanh", Tensor::tanh);
    unary("sinh", Tensor::sinh);
    unary("cosh", Tensor::cosh);
    unary("atan", Tensor::atan);
    unary("asin", Tensor::asin);
    unary("acos", Tensor::acos);
    unary("erf", Tensor::erf);
    unary("sigmoid", Tensor::sigmoid);
    unary("square", Tensor::square);
    unary("sign", Tensor::sign);
    unary("floor", Tensor::floor);
    unary("ceil", Tensor::ceil);
    unary("trunc", Tensor::trunc);
    unary("round", Tensor::round);
    unary("log", Tensor::log);
    unary("log2", Tensor::log2);
    unary("log10", Tensor::log10);
    unary("log1p", Tensor::log1p);
    unary("sqrt", Tensor::sqrt);
    unary("rsqrt", Tensor::rsqrt);
    unary("reciprocal", Tensor::reciprocal);
  }

  private static void activations() {
    unary("relu", Tensor::relu);
    unary("relu6", Tensor::relu6);
    unary("elu", Tensor::elu);
    unary("selu", Tensor::selu);
    unary("silu", Tensor::silu);
    unary("gelu", Tensor::gelu);
    unary("mish", Tensor::mish);
    unary("softplus", Tensor::softplus);
    unary("softsign", Tensor::softsign);
    unary("logsigmoid", Tensor::logsigmoid);
    unary("hardtanh", Tensor::hardtanh);
    unary("hardsigmoid", Tensor::hardsigmoid);
    unary("hardswish", Tensor::hardswish);
    put(
        "leakyRelu",
        (in, extra, args) -> in.get(0).leakyRelu(args.has("slope") ? args.real("slope") : 0.01),
        "slope");
  }

  private static void binary() {
    binary("add", Tensor::add);
    binary("sub", Tensor::sub);
    binary("mul", Tensor::mul);
    binary("div", Tensor::div);
    binary("pow", Tensor::pow);
    binary("maximum", Tensor::maximum);
    binary("minimum", Tensor::minimum);
    binary("atan2", Tensor::atan2);
    binary("lt", Tensor::lt);
    binary("le", Tensor::le);
    binary("gt", Tensor::gt);
    binary("ge", Tensor::ge);
    binary("eq", Tensor::eq);
    binary("ne", Tensor::ne);
  }

  private static void scalars() {
    put("clamp", GoldenOps::clamp, "min", "max");
    put("powScalar", (in, extra, args) -> in.get(0).pow(args.real("exponent")), "exponent");
    put("remainder", (in, extra, args) -> in.get(0).remainder(args.real("divisor")), "divisor");
    put("where", (in, extra, args) -> get(extra, "mask").where(in.get(0), in.get(1)), "mask");
  }

  private static Tensor clamp(List<Tensor> in, Map<String, Tensor> extra, GoldenCase args) {
    return args.has("max")
        ? in.get(0).clamp(args.real("min"), args.real("max"))
        : in.get(0).clampMin(args.real("min"));
  }

  private static Tensor get(Map<String, Tensor> extra, String name) {
    @Nullable Tensor tensor = extra.get(name);
    if (tensor == null) {
      throw new IllegalStateException("the case has no array " + name);
    }
    return tensor;
  }

  private interface Reduction {
    Tensor apply(Tensor in, boolean keep, int... dims);
  }

  private static void reduction(String op, Reduction call) {
    put(
        op,
        (in, extra, args) -> call.apply(in.get(0), args.truth("keepdim"), args.ints("dims")),
        "dims",
        "keepdim");
  }

  private static void reductions() {
    reduction("sum", Tensor::sum);
    reduction("mean", Tensor::mean);
    reduction("prod", Tensor::prod);
    reduction("amax", Tensor::amax);
    reduction("amin", Tensor::amin);
    reduction("logsumexp", Tensor::logsumexp);
    put(
        "argmax",
        (in, extra, args) -> in.get(0).argmax(args.whole("dim"), args.truth("keepdim")),
        "dim",
        "keepdim");
    put(
        "argmin",
        (in, extra, args) -> in.get(0).argmin(args.whole("dim"), args.truth("keepdim")),
        "dim",
        "keepdim");
    put(
        "all",
        (in, extra, args) -> in.get(0).gt(args.real("greaterThan")).all(args.whole("dim")),
        "greaterThan",
        "dim");
    put(
        "any",
        (in, extra, args) -> in.get(0).gt(args.real("greaterThan")).any(args.whole("dim")),
        "greaterThan",
        "dim");
  }

  private static void moments() {
    put(
        "var",
        (in, extra, args) -> {
          int correction = args.has("correction") ? args.whole("correction") : 1;
          return in.get(0).var(correction, args.truth("keepdim"), args.ints("dims"));
        },
        "dims",
        "keepdim",
        "correction");
    put("std", (in, extra, args) -> in.get(0).std(args.ints("dims")), "dims", "keepdim=false");
  }

  private static void products() {
    binary("matmul", Tensor::matmul);
    binary("matmulTransposed", (a, b) -> a.t().matmul(b.t()));
    put(
        "linear",
        (in, extra, args) ->
            in.size() == 3 ? in.get(0).linear(in.get(1), in.get(2)) : in.get(0).linear(in.get(1)));
  }

  private static void movement() {
    put("reshape", (in, extra, args) -> in.get(0).reshape(args.longs("shape")), "shape");
    put("permute", (in, extra, args) -> in.get(0).permute(args.ints("dims")), "dims");
    put(
        "transpose",
        (in, extra, args) -> in.get(0).transpose(args.whole("dim0"), args.whole("dim1")),
        "dim0",
        "dim1");
    put("squeeze", (in, extra, args) -> in.get(0).squeeze(args.whole("dim")), "dim");
    put("unsqueeze", (in, extra, args) -> in.get(0).unsqueeze(args.whole("dim")), "dim");
    put("expand", (in, extra, args) -> in.get(0).expand(args.longs("shape")), "shape");
    put("flatten", (in, extra, args) -> in.get(0).flatten(args.whole("start"), -1), "start");
    put(
        "select",
        (in, extra, args) -> in.get(0).select(args.whole("dim"), args.whole("index")),
        "dim",
        "index");
    put(
        "narrow",
        (in, extra, args) ->
            in.get(0).narrow(args.whole("dim"), args.whole("start"), args.whole("length")),
        "dim",
        "start",
        "length");
    put(
        "cat",
        (in, extra, args) -> Tensor.cat(args.whole("dim"), in.toArray(Tensor[]::new)),
        "dim");
    put(
        "stack",
        (in, extra, args) -> Tensor.stack(args.whole("dim"), in.toArray(Tensor[]::new)),
        "dim");
  }

  private static void indexing() {
    put(
        "indexSelect",
        (in, extra, args) -> in.get(0).indexSelect(args.whole("dim"), get(extra, "index")),
        "dim",
        "index");
    put(
        "gather",
        (in, extra, args) -> in.get(0).gather(args.whole("dim"), get(extra, "index")),
        "dim",
        "index");
    put(
        "scatterAdd",
        (in, extra, args) ->
            in.get(0).scatterAdd(args.whole("dim"), get(extra, "index"), in.get(1)),
        "dim",
        "index");
  }

  private static void probabilities() {
    put("softmax", (in, extra, args) -> in.get(0).softmax(args.whole("dim")), "dim");
    put("logSoftmax", (in, extra, args) -> in.get(0).logSoftmax(args.whole("dim")), "dim");
    put(
        "crossEntropy",
        (in, extra, args) -> in.get(0).crossEntropy(get(extra, "target")),
        "reduction=mean",
        "target");
    put(
        "nllLoss",
        (in, extra, args) -> in.get(0).logSoftmax(1).nllLoss(get(extra, "target")),
        "reduction=mean",
        "target",
        "note");
    put("mseLoss", (in, extra, args) -> in.get(0).mseLoss(in.get(1)), "reduction=mean");
  }

  private static void convolutions() {
    put(
        "conv2d",
        (in, extra, args) -> {
          int[] stride = pair(args, "stride");
          int[] padding = pair(args, "padding");
          int[] dilation = pair(args, "dilation");
          ConvOptions options =
              ConvOptions.DEFAULT
                  .stride(stride[0], stride[1])
                  .padding(padding[0], padding[1])
                  .dilation(dilation[0], dilation[1])
                  .groups(args.whole("groups"));
          return in.get(0).conv2d(in.get(1), in.size() == 3 ? in.get(2) : null, options);
        },
        "stride",
        "padding",
        "dilation",
        "groups");
    put(
        "maxPool2d",
        (in, extra, args) -> {
          int kernel = args.whole("kernel");
          int stride = args.whole("stride");
          int padding = args.whole("padding");
          Window window = new Window(stride, stride, padding, padding, 1, 1);
          return in.get(0).maxPool2d(kernel, kernel, window).values();
        },
        "kernel",
        "stride",
        "padding");
  }

  private static int[] pair(GoldenCase args, String name) {
    int[] given = args.ints(name);
    return given.length == 1 ? new int[] {given[0], given[0]} : given;
  }
}
