package dev.narae.benchmarks.rows;

import static dev.narae.benchmarks.Workload.Kind.FULL;
import static dev.narae.benchmarks.Workload.Kind.QUICK;
import static dev.narae.benchmarks.Workload.Kind.QUICK_VARIANTS;

import dev.narae.DType;
import dev.narae.Grad;
import dev.narae.Reduction;
import dev.narae.Scope;
import dev.narae.Tensor;
import dev.narae.benchmarks.Side;
import dev.narae.benchmarks.Target;
import dev.narae.benchmarks.Work;
import dev.narae.benchmarks.Workload;
import dev.narae.benchmarks.torch.TorchReport;
import dev.narae.data.DataLoader;
import dev.narae.data.TensorDataset;
import dev.narae.examples.mnist.MnistCnn;
import dev.narae.nn.Linear;
import dev.narae.nn.MSELoss;
import dev.narae.nn.NLLLoss;
import dev.narae.nn.ReLU;
import dev.narae.nn.Sequential;
import dev.narae.optim.Adam;
import dev.narae.optim.Optimizer;
import dev.narae.optim.SGD;
import java.util.List;

/** What the lab report trains: its two-layer net in four forms and its convolutional network. */
public final class ReportRows {
  private static final Target TWO_LAYERS = Target.ratio(2.5);
  private static final int SAMPLES = 64;
  private static final int INPUTS = 1000;
  private static final int HIDDEN = 100;
  private static final int OUTPUTS = 10;
  private static final int STEPS = 500;
  private static final int EPOCHS = 20;
  private static final double RATE = 1e-6;

  private ReportRows() {}

  /** All of them. */
  public static List<Workload> all() {
    return List.of(
        new Workload(
            "report item 4, gradients by hand, 500 steps",
            TWO_LAYERS,
            Work.items(STEPS),
            ReportRows::byHand,
            TorchReport::byHand,
            FULL),
        new Workload(
            "report item 5, autograd, 500 steps",
            TWO_LAYERS,
            Work.items(STEPS),
            ReportRows::byAutograd,
            TorchReport::byAutograd,
            QUICK),
        new Workload(
            "report item 7, module and SGD, 500 steps",
            TWO_LAYERS,
            Work.items(STEPS),
            ReportRows::byModule,
            TorchReport::byModule,
            FULL),
        new Workload(
            "report item 8, data loader, 20 epochs",
            TWO_LAYERS,
            Work.items(EPOCHS),
            ReportRows::byLoader,
            TorchReport::byLoader,
            FULL),
        new Workload(
            "one-element add",
            Target.ratio(4),
            Work.items(1),
            ReportRows::oneElement,
            TorchReport::oneElement,
            QUICK),
        new Workload(
            "one-element add, recorded",
            Target.ratio(4),
            Work.items(1),
            ReportRows::oneElementRecorded,
            TorchReport::oneElementRecorded,
            FULL),
        training(1, Target.NONE, FULL),
        training(8, Target.NONE, FULL),
        training(32, Target.ratio(3), QUICK_VARIANTS),
        training(128, Target.NONE, FULL),
        training(256, Target.ratio(2.5), FULL),
        training(512, Target.NONE, FULL),
        evaluation(32, QUICK),
        evaluation(1000, FULL),
        new Workload(
            "optimizer step, SGD, cnn",
            Target.ratio(1.5),
            Work.items(1),
            () -> step(false),
            TorchReport::sgdStep,
            FULL),
        new Workload(
            "optimizer step, Adam, cnn",
            Target.ratio(1.5),
            Work.items(1),
            () -> step(true),
            TorchReport::adamStep,
            FULL));
  }

  private static Side byHand() {
    Tensor x = Tensor.randn(SAMPLES, INPUTS);
    Tensor y = Tensor.randn(SAMPLES, OUTPUTS);
    Tensor w1 = Tensor.randn(INPUTS, HIDDEN);
    Tensor w2 = Tensor.randn(HIDDEN, OUTPUTS);
    return steps(
        () -> {
          Tensor h = x.mm(w1);
          Tensor rectified = h.clampMin(0);
          Tensor difference = rectified.mm(w2).sub(y);
          difference.square().sum().item();
          Tensor upstream = difference.mul(2);
          Tensor gradient2 = rectified.t().mm(upstream);
          Tensor gradientH = upstream.mm(w2.t());
          Tensor gradient1 = x.t().mm(h.lt(0).where(Tensor.scalar(0), gradientH));
          w1.addInPlace(gradient1, -RATE);
          w2.addInPlace(gradient2, -RATE);
        });
  }

  private static Side byAutograd() {
    Tensor x = Tensor.randn(SAMPLES, INPUTS);
    Tensor y = Tensor.randn(SAMPLES, OUTPUTS);
    Tensor w1 = Tensor.randn(INPUTS, HIDDEN).requiresGrad(true);
    Tensor w2 = Tensor.randn(HIDDEN, OUTPUTS).requiresGrad(true);
    return steps(
        () -> {
          Tensor loss = x.mm(w1).clampMin(0).mm(w2).sub(y).square().sum();
          loss.item();
          loss.backward();
          try (var _ = Grad.noGrad()) {
            for (Tensor w : List.of(w1, w2)) {
              Tensor gradient = w.grad();
              if (gradient != null) {
                w.addInPlace(gradient, -RATE);
              }
              w.zeroGrad();
            }
          }
        });
  }

  private static Sequential twoLayers() {
    return new Sequential(new Linear(INPUTS, HIDDEN), new ReLU(), new Linear(HIDDEN, OUTPUTS));
  }

  private static Side byModule() {
    Tensor x = Tensor.randn(SAMPLES, INPUTS);
    Tensor y = Tensor.randn(SAMPLES, OUTPUTS);
    Sequential model = twoLayers();
    MSELoss criterion = new MSELoss(Reduction.SUM);
    SGD optimizer = new SGD(model.parameters(), 1e-4);
    return steps(
        () -> {
          Tensor loss = criterion.call(model.call(x), y);
          loss.item();
          optimizer.zeroGrad();
          loss.backward();
          optimizer.step();
        });
  }

  private static Side byLoader() {
    Tensor x = Tensor.randn(SAMPLES, INPUTS);
    Tensor y = Tensor.randn(SAMPLES, OUTPUTS);
    DataLoader loader = new DataLoader(new TensorDataset(x, y), 8);
    Sequential model = twoLayers();
    SGD optimizer = new SGD(model.parameters(), 1e-2);
    return () -> {
      for (int epoch = 0; epoch < EPOCHS; epoch++) {
        loader
            .epoch(epoch)
            .forEachScoped(
                batch -> {
                  Tensor loss = model.call(batch.input()).mseLoss(batch.target());
                  loss.backward();
                  optimizer.step();
                  optimizer.zeroGrad();
                });
      }
    };
  }

  private static Side steps(Runnable step) {
    return () -> {
      for (int i = 0; i < STEPS; i++) {
        try (Scope _ = Scope.open()) {
          step.run();
        }
      }
    };
  }

  private static Side oneElement() {
    Tensor a = Tensor.randn(1);
    Tensor b = Tensor.randn(1);
    return Sides.forward(() -> a.add(b));
  }

  private static Side oneElementRecorded() {
    Tensor a = Sides.tracked(1);
    Tensor b = Tensor.randn(1);
    return Sides.forward(() -> a.add(b));
  }

  private static Workload training(int batch, Target target, Workload.Kind kind) {
    return new Workload(
        "cnn training, batch " + batch,
        target,
        Work.items(batch),
        () -> trainingStep(batch),
        () -> TorchReport.training(batch),
        kind);
  }

  /** A training step of the report's network on random images. */
  public static Side trainingStep(int batch) {
    Tensor images = Tensor.randn(batch, 1, 28, 28);
    Tensor labels = Tensor.rand(batch).mul(OUTPUTS).to(DType.I64);
    MnistCnn model = new MnistCnn();
    NLLLoss criterion = new NLLLoss();
    SGD optimizer = new SGD(model.parameters(), 0.01);
    return () -> {
      try (Scope _ = Scope.open()) {
        optimizer.zeroGrad();
        Tensor loss = criterion.call(model.call(images), labels);
        loss.backward();
        optimizer.step();
        loss.item();
      }
    };
  }

  private static Workload evaluation(int batch, Workload.Kind kind) {
    return new Workload(
        "cnn evaluation, batch " + batch,
        Target.ratio(2.5),
        Work.items(batch),
        () -> evaluate(batch),
        () -> TorchReport.evaluation(batch),
        kind);
  }

  private static Side evaluate(int batch) {
    Tensor images = Tensor.randn(batch, 1, 28, 28);
    MnistCnn model = new MnistCnn();
    model.eval();
    return () -> {
      try (Scope _ = Scope.open();
          var _ = Grad.noGrad()) {
        model.call(images).argmax(1);
      }
    };
  }

  private static Side step(boolean adam) {
    MnistCnn model = new MnistCnn();
    Tensor images = Tensor.randn(4, 1, 28, 28);
    model.call(images).sum().backward();
    Optimizer optimizer =
        adam ? new Adam(model.parameters(), 1e-3) : new SGD(model.parameters(), 1e-3);
    return optimizer::step;
  }
}
