package dev.narae.benchmarks.torch;

import dev.narae.benchmarks.Side;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** What the lab report trains. */
public final class TorchReport {
  private static final int SAMPLES = 64;
  private static final int INPUTS = 1000;
  private static final int HIDDEN = 100;
  private static final int OUTPUTS = 10;
  private static final int STEPS = 500;
  private static final int EPOCHS = 20;
  private static final int BATCH = 8;
  private static final double RATE = 1e-6;
  private static final long MEAN = 1;
  private static final long SUM = 2;

  private TorchReport() {}

  private static Side steps(Runnable step) {
    return () -> {
      for (int i = 0; i < STEPS; i++) {
        try (PointerScope _ = new PointerScope()) {
          step.run();
        }
      }
    };
  }

  /** The two-layer net with gradients by hand. */
  public static Side byHand() {
    Tensor x = torch.randn(SAMPLES, INPUTS);
    Tensor y = torch.randn(SAMPLES, OUTPUTS);
    Tensor w1 = torch.randn(INPUTS, HIDDEN);
    Tensor w2 = torch.randn(HIDDEN, OUTPUTS);
    Scalar zero = new Scalar(0f);
    Scalar two = new Scalar(2f);
    Scalar down = new Scalar(-RATE);
    Tensor nothing = torch.zeros(1);
    return steps(
        () -> {
          Tensor h = x.mm(w1);
          Tensor rectified = h.clamp_min(zero);
          Tensor difference = rectified.mm(w2).sub(y);
          difference.square().sum().item_float();
          Tensor upstream = difference.mul(two);
          Tensor gradient2 = rectified.t().mm(upstream);
          Tensor gradientH = upstream.mm(w2.t());
          Tensor gradient1 = x.t().mm(torch.where(h.lt(zero), nothing, gradientH));
          w1.add_(gradient1, down);
          w2.add_(gradient2, down);
        });
  }

  /** The two-layer net by autograd. */
  public static Side byAutograd() {
    Tensor x = torch.randn(SAMPLES, INPUTS);
    Tensor y = torch.randn(SAMPLES, OUTPUTS);
    Tensor w1 = Torch.tracked(INPUTS, HIDDEN);
    Tensor w2 = Torch.tracked(HIDDEN, OUTPUTS);
    Scalar zero = new Scalar(0f);
    Scalar down = new Scalar(-RATE);
    return steps(
        () -> {
          Tensor loss = x.mm(w1).clamp_min(zero).mm(w2).sub(y).square().sum();
          loss.item_float();
          loss.backward();
          try (AutoGradMode _ = new AutoGradMode(false)) {
            w1.add_(w1.grad(), down);
            w2.add_(w2.grad(), down);
            w1.mutable_grad().reset();
            w2.mutable_grad().reset();
          }
        });
  }

  /** The two-layer net as a module. */
  private record TwoLayers(LinearImpl first, LinearImpl second) {
    TwoLayers() {
      this(new LinearImpl(INPUTS, HIDDEN), new LinearImpl(HIDDEN, OUTPUTS));
    }

    Tensor forward(Tensor x) {
      return second.forward(first.forward(x).relu());
    }

    SGD sgd(double rate) {
      return new SGD(join(first.parameters(), second.parameters()), new SGDOptions(rate));
    }
  }

  static TensorVector join(TensorVector... vectors) {
    TensorVector all = new TensorVector();
    for (TensorVector vector : vectors) {
      for (Tensor tensor : vector.get()) {
        all.push_back(tensor);
      }
    }
    return all;
  }

  /** Module, loss and optimizer. */
  public static Side byModule() {
    Tensor x = torch.randn(SAMPLES, INPUTS);
    Tensor y = torch.randn(SAMPLES, OUTPUTS);
    TwoLayers model = new TwoLayers();
    SGD optimizer = model.sgd(1e-4);
    return steps(
        () -> {
          Tensor loss = torch.mse_loss(model.forward(x), y, SUM);
          loss.item_float();
          optimizer.zero_grad();
          loss.backward();
          optimizer.step();
        });
  }

  /** Batches of eight, each gathered from its samples as a loader does. */
  public static Side byLoader() {
    Tensor x = torch.randn(SAMPLES, INPUTS);
    Tensor y = torch.randn(SAMPLES, OUTPUTS);
    TwoLayers model = new TwoLayers();
    SGD optimizer = model.sgd(1e-2);
    Tensor[] indices = new Tensor[SAMPLES / BATCH];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = torch.arange(new Scalar(i * BATCH), new Scalar((i + 1) * BATCH));
    }
    return () -> {
      for (int epoch = 0; epoch < EPOCHS; epoch++) {
        for (Tensor index : indices) {
          try (PointerScope _ = new PointerScope()) {
            Tensor input = x.index_select(0, index);
            Tensor loss = torch.mse_loss(model.forward(input), y.index_select(0, index), MEAN);
            loss.backward();
            optimizer.step();
            optimizer.zero_grad();
          }
        }
      }
    };
  }

  /** The sum of two numbers. */
  public static Side oneElement() {
    Tensor a = torch.randn(1);
    Tensor b = torch.randn(1);
    return Torch.single(() -> a.add(b));
  }

  /** The same, recorded for a gradient. */
  public static Side oneElementRecorded() {
    Tensor a = Torch.tracked(1);
    Tensor b = torch.randn(1);
    return Torch.single(() -> a.add(b));
  }

  /** The convolutional network, in functions. */
  private record Cnn(Tensor w1, Tensor b1, Tensor w2, Tensor b2, LinearImpl fc1, LinearImpl fc2) {
    private static final long[] ONES = {1, 1};
    private static final long[] ZEROS = {0, 0};
    private static final long[] TWOS = {2, 2};

    Cnn() {
      this(
          small(10, 1, 5, 5),
          small(10),
          small(20, 10, 5, 5),
          small(20),
          new LinearImpl(320, 50),
          new LinearImpl(50, 10));
    }

    private static Tensor small(long... sizes) {
      return torch.randn(sizes).mul(new Scalar(0.1f)).set_requires_grad(true);
    }

    Tensor forward(Tensor x, boolean training) {
      Tensor h = conv(x, w1, b1);
      h = torch.max_pool2d(h, TWOS).relu();
      h = torch.feature_dropout(conv(h, w2, b2), 0.5, training);
      h = torch.max_pool2d(h, TWOS).relu().flatten(1, -1);
      return fc2.forward(fc1.forward(h).relu()).log_softmax(1);
    }

    private static Tensor conv(Tensor x, Tensor weight, Tensor bias) {
      return torch.conv2d(x, weight, new TensorOptional(bias), ONES, ZEROS, ONES, 1);
    }

    TensorVector parameters() {
      return join(new TensorVector(w1, b1, w2, b2), fc1.parameters(), fc2.parameters());
    }
  }

  /** A training step. */
  public static Side training(int batch) {
    Tensor images = torch.randn(batch, 1, 28, 28);
    Tensor labels = TorchLayers.integers(OUTPUTS, batch);
    Cnn model = new Cnn();
    SGD optimizer = new SGD(model.parameters(), new SGDOptions(0.01));
    return () -> {
      try (PointerScope _ = new PointerScope()) {
        optimizer.zero_grad();
        Tensor loss = torch.nll_loss(model.forward(images, true), labels);
        loss.backward();
        optimizer.step();
        loss.item_float();
      }
    };
  }

  /** Classes of images, without gradients. */
  public static Side evaluation(int batch) {
    Tensor images = torch.randn(batch, 1, 28, 28);
    Cnn model = new Cnn();
    LongOptional classes = new LongOptional(1);
    return () -> {
      try (PointerScope _ = new PointerScope();
          AutoGradMode _ = new AutoGradMode(false)) {
        model.forward(images, false).argmax(classes, false);
      }
    };
  }

  /** An update of all parameters by gradient descent. */
  public static Side sgdStep() {
    Cnn model = trained();
    SGD optimizer = new SGD(model.parameters(), new SGDOptions(1e-3));
    return scoped(optimizer::step);
  }

  /** An update of all parameters by Adam. */
  public static Side adamStep() {
    Cnn model = trained();
    Adam optimizer = new Adam(model.parameters(), new AdamOptions(1e-3));
    return scoped(optimizer::step);
  }

  /** The network with gradients. */
  private static Cnn trained() {
    Cnn model = new Cnn();
    model.forward(torch.randn(4, 1, 28, 28), true).sum().backward();
    return model;
  }

  private static Side scoped(Runnable step) {
    return () -> {
      try (PointerScope _ = new PointerScope()) {
        step.run();
      }
    };
  }
}
