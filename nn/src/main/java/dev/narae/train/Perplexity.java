package dev.narae.train;

import dev.narae.ClassLossOptions;
import dev.narae.Reduction;
import dev.narae.Tensor;

/**
 * The exponential of the mean cross entropy of labels: among how many equally likely classes a
 * model seems to choose. Labels that {@link dev.narae.nn.CrossEntropyLoss} ignores by default,
 * -100, do not count.
 */
public final class Perplexity extends Sums {

  /** A perplexity of nothing yet. */
  public Perplexity() {
    super("Perplexity", 2);
  }

  /** Unnormalised scores (…, classes) and labels (…), those of padding ignored. */
  @Override
  void collect(Tensor scores, Tensor labels) {
    long classes = scores.dim(-1);
    Tensor rows = scores.reshape(labels.size(), classes);
    plus(0, rows.crossEntropy(labels.flatten(), Reduction.SUM).item());
    plus(1, labels.ne(ClassLossOptions.DEFAULT.ignoreIndex()).sum().toLong());
  }

  @Override
  public double value() {
    return Math.exp(sum(0) / sum(1));
  }
}
