package dev.narae.nn;

import dev.narae.BinaryLossOptions;
import dev.narae.ClassLossOptions;
import dev.narae.ConvOptions;
import dev.narae.CtcOptions;
import dev.narae.DType;
import dev.narae.Device;
import dev.narae.InterpolateOptions;
import dev.narae.PadMode;
import dev.narae.PoolOptions;
import dev.narae.Reduction;
import dev.narae.Shape;
import dev.narae.Tensor;
import dev.narae.TripletOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The modules of {@code pytorch.py}, made and called here. */
final class PyTorchCases {
  private static final SequenceLengths LENGTHS = SequenceLengths.of(2, 4, 1);

  private final List<Case> cases = new ArrayList<>();

  /**
   * A module.
   *
   * @param name the case's name in the file
   * @param call from its inputs to its outputs
   */
  record Case(String name, Module module, Function<List<Tensor>, List<Tensor>> call) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** All cases, with modules of their own on a device. */
  static List<Case> on(Device device) {
    return Device.with(device, PyTorchCases::all);
  }

  private static List<Case> all() {
    PyTorchCases all = new PyTorchCases();
    all.activations();
    all.convolutions();
    all.pooling();
    all.normalisations();
    all.shapes();
    all.recurrent();
    all.attention();
    all.transformers();
    all.losses();
    return all.cases;
  }

  private void layer(String name, Layer layer) {
    cases.add(new Case(name, layer, in -> List.of(layer.call(in.getFirst()))));
  }

  private void loss(String name, Loss loss) {
    cases.add(new Case(name, loss, in -> List.of(loss.call(in.get(0), in.get(1)))));
  }

  private void single(String name, Module module, Function<List<Tensor>, Tensor> call) {
    cases.add(new Case(name, module, in -> List.of(call.apply(in))));
  }

  private void activations() {
    layer("ReLU", new ReLU());
    layer("ReLU6", new ReLU6());
    layer("ELU", new ELU());
    layer("SELU", new SELU());
    layer("CELU", new CELU());
    layer("GELU", new GELU());
    layer("SiLU", new SiLU());
    layer("Mish", new Mish());
    layer("Softplus", new Softplus());
    layer("Softsign", new Softsign());
    layer("LogSigmoid", new LogSigmoid());
    layer("LeakyReLU", new LeakyReLU());
    layer("Hardtanh", new Hardtanh());
    layer("Hardsigmoid", new Hardsigmoid());
    layer("Hardswish", new Hardswish());
    layer("Hardshrink", new Hardshrink());
    layer("Softshrink", new Softshrink());
    layer("Tanhshrink", new Tanhshrink());
    layer("Sigmoid", new Sigmoid());
    layer("Tanh", new Tanh());
    layer("Identity", new Identity());
    layer("GELU(tanh)", new GELU(true));
    layer("ELU(0.5)", new ELU(0.5));
    layer("CELU(0.5)", new CELU(0.5));
    layer("LeakyReLU(0.2)", new LeakyReLU(0.2));
    layer("Hardtanh(-0.5, 0.3)", new Hardtanh(-0.5, 0.3));
    layer("Softplus(2, 1)", new Softplus(2, 1));
    layer("Threshold(0.1, 5)", new Threshold(0.1, 5));
    layer("RReLU(eval)", new RReLU());
    layer("Softmax", new Softmax(1));
    layer("Softmin", new Softmin(0));
    layer("Softmax2d", new Softmax2d());
    layer("LogSoftmax", new LogSoftmax(-1));
    layer("GLU", new GLU(1));
    layer("PReLU", new PReLU(3));
  }

  private void convolutions() {
    ConvOptions options = ConvOptions.DEFAULT;
    layer("Linear", new Linear(3, 2));
    layer("Linear(no bias)", new Linear(3, 2, false));
    Bilinear bilinear = new Bilinear(2, 3, 2);
    single("Bilinear", bilinear, in -> bilinear.call(in.get(0), in.get(1)));
    layer("Conv1d", new Conv1d(4, 6, 3, options.stride(2).padding(1).dilation(2).groups(2)));
    layer("Conv1d(single)", new Conv1d(2, 3, 2));
    layer("Conv2d", new Conv2d(2, 3, 3, 2, options.stride(2, 1).padding(1, 0), true));
    layer("Conv2d(same)", new Conv2d(2, 2, 4, 4, options.paddingSame(), false));
    layer("Conv1d(circular)", new Conv1d(2, 2, 3, options.padding(2).padMode(PadMode.CIRCULAR)));
    ConvOptions reflect = options.stride(2).padding(2, 1).padMode(PadMode.REFLECT);
    layer("Conv2d(reflect)", new Conv2d(1, 2, 3, 2, reflect, true));
    ConvOptions replicate = options.paddingSame().padMode(PadMode.REPLICATE);
    layer("Conv2d(replicate)", new Conv2d(1, 1, 3, 4, replicate, true));
    ConvOptions circular = options.padding(1, 0, 1).padMode(PadMode.CIRCULAR);
    layer("Conv3d(circular)", new Conv3d(1, 2, 2, circular));
    layer("Conv3d", new Conv3d(2, 2, 2, options.stride(1, 2, 1).padding(0, 1, 1)));
    layer(
        "ConvTranspose1d",
        new ConvTranspose1d(2, 3, 3, options.stride(2).padding(1).outputPadding(1)));
    layer(
        "ConvTranspose2d",
        new ConvTranspose2d(4, 2, 3, options.stride(2).groups(2).dilation(1, 2)));
    layer("ConvTranspose3d", new ConvTranspose3d(2, 1, 2, options.stride(1, 2, 1)));
  }

  private void pooling() {
    PoolOptions three = PoolOptions.of(3).stride(2).padding(1);
    layer("MaxPool1d", new MaxPool1d(3, 2, 1));
    layer("MaxPool2d", new MaxPool2d(three.roundingUp()));
    layer("MaxPool3d", new MaxPool3d(2));
    layer("AvgPool1d", new AvgPool1d(3, 2, 1));
    layer("AvgPool2d", new AvgPool2d(three.roundingUp().countExcludePad()));
    layer("AvgPool3d", new AvgPool3d(2, 1, 0));
    layer("AdaptiveAvgPool1d", new AdaptiveAvgPool1d(3));
    layer("AdaptiveAvgPool2d", new AdaptiveAvgPool2d(2, 3));
    layer("AdaptiveMaxPool1d", new AdaptiveMaxPool1d(3));
    layer("AdaptiveMaxPool2d", new AdaptiveMaxPool2d(2));
  }

  private void normalisations() {
    NormOptions batch = NormOptions.BATCH;
    NormOptions full = NormOptions.INSTANCE.affine(true).tracking(true);
    layer("BatchNorm1d", new BatchNorm1d(3));
    layer("BatchNorm1d(lines)", new BatchNorm1d(3, batch.withPlainAverages()));
    layer("BatchNorm1d(eval)", new BatchNorm1d(3));
    layer("BatchNorm2d", new BatchNorm2d(2, batch.eps(1e-3).momentum(0.3)));
    layer("BatchNorm2d(not affine)", new BatchNorm2d(2, batch.affine(false)));
    layer("BatchNorm2d(not tracking)", new BatchNorm2d(2, batch.tracking(false)));
    layer("BatchNorm3d", new BatchNorm3d(2));
    layer("LayerNorm", new LayerNorm(3, 2));
    layer("RMSNorm", new RMSNorm(Shape.of(4), 1e-6, true));
    layer("GroupNorm", new GroupNorm(2, 4));
    layer("InstanceNorm1d", new InstanceNorm1d(2));
    layer("InstanceNorm2d", new InstanceNorm2d(2, full));
    layer("InstanceNorm2d(eval)", new InstanceNorm2d(2, full));
    layer("InstanceNorm3d", new InstanceNorm3d(2, NormOptions.INSTANCE.affine(true)));
  }

  private void shapes() {
    layer("Embedding", new Embedding(5, 3));
    layer("Embedding(padding)", new Embedding(5, 3, 2));
    layer("Flatten", new Flatten(0, 1));
    layer("Unflatten", new Unflatten(1, 2, -1));
    layer("Upsample", new Upsample(2));
    InterpolateOptions size = InterpolateOptions.size(5, 4).aligningCorners();
    layer("Upsample(bilinear)", new Upsample(size.mode(InterpolateOptions.Mode.LINEAR)));
    layer("PixelShuffle", new PixelShuffle(2));
    layer("PixelUnshuffle", new PixelUnshuffle(2));
    layer(
        "Sequential",
        new Sequential(new Linear(3, 4), new Tanh(), new Sequential(new Linear(4, 2))));
  }

  private void recurrent() {
    RnnOptions options = RnnOptions.DEFAULT;
    RNN plain = new RNN(3, 2, options.withoutBias(), Nonlinearity.RELU);
    cases.add(new Case("RNN", plain, in -> tensors(plain.call(in.get(0), in.get(1)))));
    RNN both = new RNN(3, 2, options.withBothDirections());
    cases.add(new Case("RNN(lengths)", both, in -> tensors(both.call(in.get(0), LENGTHS))));
    LSTM lstm = new LSTM(3, 2, options.layers(2).withBothDirections().withBatchFirst());
    cases.add(
        new Case(
            "LSTM(lengths)",
            lstm,
            in -> {
              LstmOutput result = lstm.call(in.get(0), LENGTHS);
              return List.of(result.output(), result.state().hidden(), result.state().cell());
            }));
    LSTM projected = new LSTM(3, 4, options.layers(2).withBothDirections().projection(2));
    cases.add(
        new Case(
            "LSTM(projection)",
            projected,
            in -> {
              LstmOutput result = projected.call(in.get(0));
              return List.of(result.output(), result.state().hidden(), result.state().cell());
            }));
    GRU gru = new GRU(3, 2, options.layers(2));
    cases.add(new Case("GRU(lengths)", gru, in -> tensors(gru.call(in.get(0), LENGTHS))));
    GRU single = new GRU(3, 2, options.withoutBias());
    cases.add(new Case("GRU(single)", single, in -> tensors(single.call(in.get(0)))));
  }

  private static List<Tensor> tensors(RnnOutput result) {
    return List.of(result.output(), result.hidden());
  }

  private void attention() {
    MultiheadAttentionOptions options = MultiheadAttentionOptions.DEFAULT;
    MultiheadAttention first = new MultiheadAttention(4, 2, options.withBatchFirst());
    Tensor padding = Tensor.of(new boolean[] {false, false, true, false, true, false}, 2, 3);
    AttentionMasks masks = AttentionMasks.NONE.keyPadding(padding);
    cases.add(
        new Case(
            "MultiheadAttention",
            first,
            in -> first.callWithWeights(in.get(0), in.get(1), in.get(2), masks).tensors()));
    MultiheadAttention wide = new MultiheadAttention(4, 2, options.widths(3, 5).withBatchFirst());
    cases.add(
        new Case(
            "MultiheadAttention(widths)",
            wide,
            in ->
                wide.callWithWeights(in.get(0), in.get(1), in.get(2), AttentionMasks.NONE)
                    .tensors()));
    MultiheadAttention more =
        new MultiheadAttention(
            4, 2, options.widths(4, 3).withoutBias().withLearnedKey().withZeroKey());
    cases.add(
        new Case(
            "MultiheadAttention(learned key)",
            more,
            in -> more.callWithWeights(in.get(0), in.get(1), in.get(2), masks).tensors()));
    MultiheadAttention zero = new MultiheadAttention(4, 1, options.withZeroKey());
    cases.add(
        new Case(
            "MultiheadAttention(zero key)",
            zero,
            in -> {
              Tensor x = in.getFirst();
              return zero.callWithWeights(x, x, x, AttentionMasks.NONE.withCausal()).tensors();
            }));
    MultiheadAttention plain = new MultiheadAttention(4, 1, options.withoutBias());
    cases.add(
        new Case(
            "MultiheadAttention(no bias)",
            plain,
            in -> {
              AttentionOutput result =
                  plain.callWithWeights(in.get(0), in.get(1), in.get(2), AttentionMasks.NONE);
              return List.of(result.output(), result.weights().mean(1));
            }));
  }

  private void transformers() {
    TransformerOptions options = TransformerOptions.DEFAULT.feedforward(5).dropout(0);
    TransformerOptions first = options.withNormFirst().withBatchFirst();
    layer(
        "TransformerEncoderLayer",
        new TransformerEncoderLayer(4, 2, first.activation(Tensor::gelu)));
    TransformerEncoder encoder = new TransformerEncoder(4, 2, 2, options, true);
    single(
        "TransformerEncoder",
        encoder,
        in -> encoder.call(in.get(0), AttentionMasks.NONE.withCausal()));
    TransformerDecoderLayer decoder = new TransformerDecoderLayer(4, 2, options);
    single(
        "TransformerDecoderLayer",
        decoder,
        in -> decoder.call(in.get(0), in.get(1), DecoderMasks.CAUSAL));
    TransformerDecoderLayer normFirst = new TransformerDecoderLayer(4, 1, first);
    single(
        "TransformerDecoderLayer(norm first)",
        normFirst,
        in -> normFirst.call(in.get(0), in.get(1)));
    TransformerDecoder stack = new TransformerDecoder(4, 2, 2, options, false);
    single("TransformerDecoder", stack, in -> stack.call(in.get(0), in.get(1)));
    Transformer whole = new Transformer(4, 2, 1, 1, options.withBatchFirst());
    single(
        "Transformer",
        whole,
        in -> whole.call(in.get(0), in.get(1), AttentionMasks.NONE, DecoderMasks.CAUSAL));
  }

  private void losses() {
    loss("L1Loss", new L1Loss());
    loss("MSELoss", new MSELoss(Reduction.SUM));
    loss("SmoothL1Loss", new SmoothL1Loss(0.7, Reduction.MEAN));
    loss("HuberLoss", new HuberLoss(0.7, Reduction.MEAN));
    ClassLossOptions classes =
        ClassLossOptions.DEFAULT
            .weight(Tensor.of(new double[] {1, 2, 0.5}))
            .labelSmoothing(0.1)
            .ignoreIndex(1);
    loss("CrossEntropyLoss", new CrossEntropyLoss(classes));
    loss("CrossEntropyLoss(soft)", new CrossEntropyLoss());
    loss("NLLLoss", new NLLLoss(Reduction.SUM));
    loss("BCELoss", new BCELoss());
    Tensor positive = Tensor.of(new double[] {2, 3});
    loss("BCEWithLogitsLoss", new BCEWithLogitsLoss(BinaryLossOptions.DEFAULT.posWeight(positive)));
    loss("KLDivLoss", new KLDivLoss());
    loss("KLDivLoss(batchmean)", KLDivLoss.batchMean(true));
    loss("HingeEmbeddingLoss", new HingeEmbeddingLoss(0.8, Reduction.MEAN));
    loss("SoftMarginLoss", new SoftMarginLoss());
    TripletMarginLoss triplet =
        new TripletMarginLoss(TripletOptions.DEFAULT.margin(0.6).swapping());
    single("TripletMarginLoss", triplet, in -> triplet.call(in.get(0), in.get(1), in.get(2)));
    CosineEmbeddingLoss cosine = new CosineEmbeddingLoss(-0.3, Reduction.MEAN);
    single("CosineEmbeddingLoss", cosine, in -> cosine.call(in.get(0), in.get(1), in.get(2)));
    MarginRankingLoss ranking = new MarginRankingLoss(0.2, Reduction.MEAN);
    single("MarginRankingLoss", ranking, in -> ranking.call(in.get(0), in.get(1), in.get(2)));
    GaussianNLLLoss gaussian = new GaussianNLLLoss(true, 1e-6, Reduction.MEAN);
    single("GaussianNLLLoss", gaussian, in -> gaussian.call(in.get(0), in.get(1), in.get(2)));
    loss("PoissonNLLLoss", new PoissonNLLLoss());
    loss(
        "PoissonNLLLoss(full)",
        new PoissonNLLLoss(new PoissonNLLLoss.Options(false, true, 1e-8, Reduction.MEAN)));
    CTCLoss ctc = new CTCLoss();
    Tensor rows = Tensor.of(new long[] {1, 2, 2, 2, 0, 0}, 2, 3);
    single("CTCLoss", ctc, in -> ctc.call(logs(in), rows, new long[] {6, 4}, new long[] {3, 1}));
    CTCLoss sum = new CTCLoss(CtcOptions.DEFAULT.blank(2).reduction(Reduction.SUM));
    Tensor all = Tensor.of(new long[] {0, 1, 1}).to(DType.I32);
    single(
        "CTCLoss(sum)", sum, in -> sum.call(logs(in), all, new long[] {5, 5}, new long[] {1, 2}));
  }

  private static Tensor logs(List<Tensor> in) {
    return in.getFirst().logSoftmax(2);
  }
}
