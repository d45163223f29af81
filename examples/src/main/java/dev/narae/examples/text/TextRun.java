package dev.narae.examples.text;

import dev.narae.Generator;
import dev.narae.Grad;
import dev.narae.Scope;
import dev.narae.Tensor;
import dev.narae.examples.mnist.RunFolder;
import dev.narae.examples.report.AtomicFile;
import dev.narae.io.SafeTensors;
import dev.narae.nn.Parameter;
import dev.narae.optim.AdamW;
import dev.narae.optim.CosineAnnealingLR;
import dev.narae.optim.LRScheduler;
import dev.narae.train.RunningMean;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Trains a {@link TextModel} as nanoGPT trains its smallest one: batches of 12 stretches of 64
 * characters, AdamW with a warm-up and half a cosine, gradients of norm 1 at most.
 */
public final class TextRun {
  private static final int BATCH = 12;
  private static final int CONTEXT = 64;
  private static final int WARMUP = 100;
  private static final double LEAST_RATE = 1e-4;
  private static final double LARGEST_NORM = 1;
  private static final int REPORTS = 8;
  private static final int WRITTEN = 600;

  private final TextModel.Kind kind;
  private final int steps;
  private final long seed;
  private final @Nullable Path text;
  private final @Nullable Path folder;
  private final PrintStream out;

  /**
   * A run.
   *
   * @param text a file, or null for the embedded novel
   * @param folder where results go, or null for a new folder
   */
  public TextRun(
      TextModel.Kind kind,
      int steps,
      long seed,
      @Nullable Path text,
      @Nullable Path folder,
      PrintStream out) {
    this.kind = kind;
    this.steps = steps;
    this.seed = seed;
    this.text = text;
    this.folder = folder;
    this.out = out;
  }

  /**
   * Trains, validates now and then, and writes.
   *
   * @return the mean cross-entropy of a character of the held-out part, in nats
   * @throws dev.narae.examples.UserException if the folder cannot be written to or the text does
   *     not fit
   * @throws IOException if a file cannot be read or written
   */
  public double run() throws IOException {
    Corpus corpus = Corpus.load(text, CONTEXT);
    String name = "text-" + kind.name().toLowerCase(Locale.ROOT);
    RunFolder results = RunFolder.open(folder, null, name);
    Generator.manualSeed(seed);
    TextModel model = TextModel.of(kind, corpus.characters().length(), CONTEXT);
    out.printf(
        "%d characters to learn from, %d different ones; %d parameters%n",
        corpus.training().length,
        corpus.characters().length(),
        model.parameters().stream().mapToLong(each -> each.shape().size()).sum());
    double loss = train(model, corpus, results);
    SafeTensors.write(results.file("model.safetensors"), model.stateDict(), Map.of());
    String written =
        new Writer(model, corpus.characters(), CONTEXT)
            .write(written(), new SplittableRandom(seed));
    AtomicFile.write(results.file("sample.txt"), written);
    out.println();
    out.println(written);
    out.println("Results are in " + results.path());
    return loss;
  }

  /** A short training is a trial, which need not write much. */
  private int written() {
    return Math.min(WRITTEN, WARMUP + steps);
  }

  private double train(TextModel model, Corpus corpus, RunFolder results) throws IOException {
    AdamW adam = optimizer(model);
    int warmup = Math.min(WARMUP, steps);
    LRScheduler scheduler =
        new LRScheduler(
            adam,
            new CosineAnnealingLR(Math.max(steps - warmup, 1), LEAST_RATE).afterWarmup(warmup));
    SplittableRandom random = new SplittableRandom(seed);
    StringBuilder csv = new StringBuilder("step,train_loss,validation_loss,seconds\n");
    RunningMean mean = new RunningMean();
    long start = System.nanoTime();
    double validation = 0;
    for (int step = 1; step <= steps; step++) {
      try (Scope _ = Scope.open("a step")) {
        mean.add(step(model, adam, corpus.random(BATCH, CONTEXT, random)), 1);
      }
      scheduler.step();
      if (step % Math.max(steps / REPORTS, 1) == 0 || step == steps) {
        validation = validate(model, corpus);
        double seconds = (System.nanoTime() - start) / 1e9;
        out.printf(
            Locale.ROOT,
            "step %d: loss %.3f, of the held-out text %.3f, %.0f s%n",
            step,
            mean.value(),
            validation,
            seconds);
        csv.append(step).append(',').append(mean.value()).append(',').append(validation);
        csv.append(',').append(seconds).append('\n');
        AtomicFile.write(results.file("metrics.csv"), csv.toString());
        mean = new RunningMean();
      }
    }
    return validation;
  }

  /** Matrices decay, biases and scales do not. */
  private static AdamW optimizer(TextModel model) {
    Predicate<Parameter> isMatrix = parameter -> parameter.shape().rank() > 1;
    List<Parameter> all = model.parameters();
    AdamW.Options options = AdamW.Options.DEFAULT.betas(0.9, 0.99);
    AdamW adam = new AdamW(all.stream().filter(isMatrix).toList(), 1e-3, options.weightDecay(0.1));
    adam.addGroup(all.stream().filter(isMatrix.negate()).toList(), 1e-3, options.weightDecay(0));
    return adam;
  }

  private static double step(TextModel model, AdamW adam, Corpus.Stretch stretch) {
    model.train();
    adam.zeroGrad();
    Tensor loss = loss(model, stretch);
    loss.backward();
    Grad.clipNorm(model.parameters().stream().map(Parameter::tensor).toList(), LARGEST_NORM);
    adam.step();
    return loss.item();
  }

  private static Tensor loss(TextModel model, Corpus.Stretch stretch) {
    Tensor scores = model.call(stretch.input());
    return scores.flatten(0, 1).crossEntropy(stretch.target().flatten());
  }

  private static double validate(TextModel model, Corpus corpus) {
    RunningMean mean = new RunningMean();
    model.eval();
    int all = corpus.validationStretches(CONTEXT);
    try (var _ = Grad.noGrad()) {
      for (int first = 0; first < all; first += BATCH) {
        try (Scope _ = Scope.open("a validation batch")) {
          int count = Math.min(BATCH, all - first);
          mean.add(loss(model, corpus.validation(first, count, CONTEXT)).item(), count);
        }
      }
    }
    return mean.value();
  }
}
