package dev.narae.benchmarks.gpu;

import dev.narae.Autocast;
import dev.narae.Compiled;
import dev.narae.ConvOptions;
import dev.narae.DType;
import dev.narae.Grad;
import dev.narae.Shape;
import dev.narae.Tensor;
import dev.narae.benchmarks.ConvShape;
import dev.narae.benchmarks.gpu.GpuCase.Call;
import dev.narae.benchmarks.gpu.GpuCase.Goal;
import dev.narae.benchmarks.gpu.GpuCase.Timing;
import dev.narae.examples.mnist.MnistCnn;
import dev.narae.nn.LSTM;
import dev.narae.nn.Module;
import dev.narae.nn.NLLLoss;
import dev.narae.nn.TransformerEncoderLayer;
import dev.narae.nn.TransformerOptions;
import dev.narae.optim.CompiledStep;
import dev.narae.optim.SGD;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BinaryOperator;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * What is measured on a GPU. Names say all that PyTorch's side, {@code bench.py} of the GPU bundle,
 * has to know.
 */
final class GpuCases {
  private static final double LARGE = 1e8;
  private static final Goal STREAMING = new Goal(1, 0.85, 0);
  private static final List<ConvShape> CONVOLUTIONS =
      List.of(
          ConvShape.same(32, 64, 56, 64, 3),
          ConvShape.same(8, 128, 28, 128, 3),
          ConvShape.same(8, 256, 14, 256, 3),
          ConvShape.same(8, 64, 56, 256, 1),
          ConvShape.same(32, 3, 32, 64, 3),
          ConvShape.depthwise(8, 128, 28, 3),
          ConvShape.valid(32, 1, 28, 10, 5),
          ConvShape.valid(32, 10, 12, 20, 5));

  private final int scale;
  private final boolean tf32;
  private final List<GpuCase> cases = new ArrayList<>();

  private GpuCases(int scale, boolean tf32) {
    this.scale = scale;
    this.tf32 = tf32;
  }

  /**
   * All cases.
   *
   * @param scale divides all sizes; 1 for the real ones
   * @param tf32 whether products of F32 may round their factors to TF32: then only those
   */
  static List<GpuCase> all(int scale, boolean tf32) {
    GpuCases all = new GpuCases(scale, tf32);
    all.products();
    if (!tf32) {
      all.launches();
      all.streams();
      CONVOLUTIONS.forEach(shape -> all.convolution(shape, DType.F32));
      CONVOLUTIONS.subList(0, 3).forEach(shape -> all.convolution(shape, DType.BF16));
      all.networks();
    }
    return List.copyOf(all.cases);
  }

  private void products() {
    for (long n : new long[] {1024, 2048, 4096, 8192}) {
      for (DType dtype : tf32 ? List.of(DType.F32) : List.of(DType.F32, DType.BF16)) {
        String type = tf32 ? "tf32" : dtype.toString().toLowerCase(Locale.ROOT);
        add(
            GpuCase.of(
                "matmul %d %s".formatted(n, type), Goal.ratio(0.97), () -> matmul(n, dtype)));
      }
    }
  }

  private void add(GpuCase made) {
    cases.add(made);
  }

  private long scaled(long size) {
    return Math.max(1, size / scale);
  }

  private Call matmul(long n, DType dtype) {
    Tensor x = Tensor.randn(scaled(n), scaled(n)).to(dtype);
    Tensor y = Tensor.randn(scaled(n), scaled(n)).to(dtype);
    return () -> keep(x.matmul(y));
  }

  /** The result's memory goes back with the scope of the call. */
  private static void keep(Tensor result) {
    if (result.isClosed()) {
      throw new IllegalStateException("a result that is closed");
    }
  }

  private void launches() {
    add(GpuCase.of("add 1", Goal.NONE, () -> binary(1)));
    add(new GpuCase("add 1 handed over", new Goal(0, 0, 2), 0, Timing.HANDOVER, () -> binary(1)));
  }

  private Call binary(long size) {
    Tensor x = Tensor.randn(size);
    Tensor y = Tensor.randn(size);
    return () -> keep(x.add(y));
  }

  /** What moves large tensors once, and should be as fast as memory is. */
  private void streams() {
    long size = scaled((long) LARGE);
    Shape rows = Shape.of(Math.max(1, size / 1000), 1000);
    stream("copy", 2, Goal.NONE, () -> unary(Shape.of(size), Tensor::copy));
    stream("add", 3, STREAMING, () -> binary(size));
    stream("gelu", 2, STREAMING, () -> unary(Shape.of(size), Tensor::gelu));
    stream("sum", 1, STREAMING, () -> unary(Shape.of(size), Tensor::sum));
    stream("softmax", 2, STREAMING, () -> unary(rows, x -> x.softmax(1)));
    stream(
        "layerNorm",
        2,
        STREAMING,
        () -> unary(rows, x -> x.layerNorm(Shape.of(1000), null, null, 1e-5)));
    stream("crossEntropy", 1, STREAMING, () -> crossEntropy(rows));
    long fewer = Math.max(1, size / 10);
    add(
        GpuCase.of(
            "sort 1e7 f32", Goal.NONE, () -> unary(Shape.of(fewer), x -> x.sort(0).values())));
    Shape scores = Shape.of(scaled(256), 50_000);
    add(GpuCase.of("topk 256x50000 k50 f32", Goal.NONE, () -> topk(scores)));
  }

  private void stream(String name, int times, Goal goal, Supplier<Call> make) {
    double bytes = times * LARGE * Float.BYTES;
    add(new GpuCase(name + " 1e8 f32", goal, bytes, Timing.WHOLE, make));
  }

  private static Call unary(Shape shape, UnaryOperator<Tensor> function) {
    Tensor x = Tensor.normal(shape, 0, 1, DType.F32);
    return () -> keep(function.apply(x));
  }

  private static Call topk(Shape scores) {
    return unary(scores, x -> x.topk(50, 1).values());
  }

  private static Call crossEntropy(Shape rows) {
    Tensor x = Tensor.normal(rows, 0, 1, DType.F32);
    Tensor labels = Tensor.rand(rows.dim(0)).mul(rows.dim(1)).to(DType.I64);
    return () -> keep(x.crossEntropy(labels));
  }

  private void convolution(ConvShape shape, DType dtype) {
    String name =
        "%dx%dx%d to %d k%d p%d g%d %s"
            .formatted(
                shape.batch(),
                shape.channels(),
                shape.side(),
                shape.filters(),
                shape.kernel(),
                shape.padding(),
                shape.groups(),
                dtype.toString().toLowerCase(Locale.ROOT));
    add(GpuCase.of("conv2d " + name, Goal.ratio(1), () -> conv(shape, dtype, false)));
    add(GpuCase.of("conv2d+gradients " + name, Goal.ratio(1), () -> conv(shape, dtype, true)));
  }

  private Call conv(ConvShape shape, DType dtype, boolean gradients) {
    long[] input = shape.input();
    input[0] = scaled(input[0]);
    Tensor x = Tensor.randn(input).to(dtype).requiresGrad(gradients);
    Tensor w = Tensor.randn(shape.weight()).to(dtype).requiresGrad(gradients);
    ConvOptions options = ConvOptions.DEFAULT.padding(shape.padding()).groups(shape.groups());
    if (!gradients) {
      return () -> keep(x.conv2d(w, null, options));
    }
    Tensor upstream = Tensor.onesLike(x.detach().conv2d(w.detach(), null, options));
    return () -> {
      Tensor y = x.conv2d(w, null, options);
      Grad.of(List.of(y), List.of(x, w), Grad.Options.DEFAULT.withUpstream(upstream))
          .forEach(GpuCases::keep);
    };
  }

  private void networks() {
    for (int batch : new int[] {32, 256, 2048}) {
      String name = "cnn step %d f32".formatted(batch);
      add(GpuCase.of(name, Goal.ratio(1.2), () -> cnn(batch, false)));
      add(GpuCase.of(name + " captured", Goal.ratio(3), () -> cnn(batch, true)));
    }
    add(GpuCase.of("transformer step bf16", Goal.ratio(1), () -> transformer(false)));
    add(GpuCase.of("transformer step bf16 captured", Goal.ratio(1), () -> transformer(true)));
    add(GpuCase.of("lstm step f32", Goal.ratio(1), () -> lstm(false)));
    add(GpuCase.of("lstm step f32 captured", Goal.ratio(1), () -> lstm(true)));
    add(GpuCase.of("replay cnn 256 times 1", Goal.NONE, () -> replay(1)));
    add(GpuCase.of("replay cnn 256 times 10", Goal.NONE, () -> replay(10)));
  }

  private Call cnn(int batch, boolean captured) {
    MnistCnn model = new MnistCnn();
    NLLLoss loss = new NLLLoss();
    Tensor pictures = Tensor.randn(scaled(batch), 1, 28, 28);
    Tensor labels = Tensor.rand(scaled(batch)).mul(10).to(DType.I64);
    return step(model, captured, pictures, labels, (x, y) -> loss.call(model.call(x), y));
  }

  /** The layer of "Attention is all you need" (2017), base: 32 texts of 128 steps. */
  private Call transformer(boolean captured) {
    TransformerOptions options = TransformerOptions.DEFAULT.withBatchFirst().dropout(0);
    TransformerEncoderLayer model = new TransformerEncoderLayer(512, 8, options);
    Tensor x = Tensor.randn(scaled(32), scaled(128), 512);
    return step(
        model,
        captured,
        x,
        Tensor.randn(scaled(32), scaled(128), 512),
        (in, wanted) -> Autocast.with(DType.BF16, () -> model.call(in)).mseLoss(wanted));
  }

  /** 64 sequences of 128 steps. */
  private Call lstm(boolean captured) {
    LSTM model = new LSTM(512, 512);
    Tensor x = Tensor.randn(scaled(128), scaled(64), 512);
    Tensor wanted = Tensor.randn(scaled(128), scaled(64), 512);
    return step(model, captured, x, wanted, (in, out) -> model.call(in).output().mseLoss(out));
  }

  private static Call step(
      Module model, boolean captured, Tensor x, Tensor y, BinaryOperator<Tensor> loss) {
    model.train();
    SGD optimizer = new SGD(model.parameters(), 0.01);
    if (captured) {
      CompiledStep step = new CompiledStep(model, optimizer, loss);
      return closing(() -> keep(step.run(x, y)), step::close);
    }
    return () -> {
      optimizer.zeroGrad();
      loss.apply(x, y).backward();
      optimizer.step();
    };
  }

  /** A forward pass so many times in one graph: what of a replay is not the kernels' own time. */
  private Call replay(int times) {
    MnistCnn model = new MnistCnn();
    model.eval();
    Tensor pictures = Tensor.randn(scaled(256), 1, 28, 28);
    Compiled compiled =
        Compiled.of(
            x -> {
              Tensor y = model.call(x);
              for (int i = 1; i < times; i++) {
                y = model.call(x);
              }
              return y;
            });
    return closing(() -> keep(compiled.call(pictures)), compiled::close);
  }

  private static Call closing(Runnable body, Runnable close) {
    return new Call() {
      @Override
      public void run() {
        body.run();
      }

      @Override
      public void close() {
        close.run();
      }
    };
  }
}
