package dev.narae.examples.vae;

import dev.narae.Device;
import dev.narae.Reduction;
import dev.narae.Tensor;
import dev.narae.nn.Linear;
import dev.narae.nn.Module;
import java.util.List;

/**
 * A variational autoencoder with one hidden layer of 400 on each side and 20 latent numbers (Kingma
 * and Welling, "Auto-encoding variational Bayes", ICLR 2014, appendix C.1).
 */
public final class Vae extends Module {
  static final long PIXELS = 784;
  static final long LATENT = 20;
  private static final long HIDDEN = 400;

  private final Linear hidden = child("fc1", new Linear(PIXELS, HIDDEN));
  private final Linear mean = child("fc21", new Linear(HIDDEN, LATENT));
  private final Linear logVariance = child("fc22", new Linear(HIDDEN, LATENT));
  private final Linear widened = child("fc3", new Linear(LATENT, HIDDEN));
  private final Linear pixels = child("fc4", new Linear(HIDDEN, PIXELS));

  /** The network with first values as in PyTorch. */
  public Vae() {}

  /**
   * What an image becomes.
   *
   * @param logits (batch, 784) whose logistic functions are the pixels
   * @param mean (batch, 20) of the latent numbers
   * @param logVariance (batch, 20) of the latent numbers
   */
  public record Output(Tensor logits, Tensor mean, Tensor logVariance) {
    private List<Tensor> tensors() {
      return List.of(logits, mean, logVariance);
    }

    /**
     * The negative evidence lower bound, summed over the batch (equation 10): how badly the pixels
     * fit, and how far the latent numbers are from a standard normal distribution.
     */
    public Tensor loss(Tensor images) {
      Tensor misfit = logits.binaryCrossEntropyWithLogits(images, Reduction.SUM);
      Tensor inner = logVariance.add(1.0).sub(mean.square()).sub(logVariance.exp());
      return misfit.sub(inner.sum().mul(0.5));
    }
  }

  /** Images (batch, 784) of numbers in [0, 1], by way of latent numbers drawn for each. */
  public Output call(Tensor images) {
    return run(
        () -> {
          Tensor h = hidden.call(images).relu();
          Tensor mu = mean.call(h);
          Tensor logs = logVariance.call(h);
          Tensor noise =
              Device.with(mu.device(), () -> Tensor.normal(mu.shape(), 0, 1, mu.dtype()));
          Tensor latent = isTraining() ? mu.add(noise.mul(logs.mul(0.5).exp())) : mu;
          return new Output(decode(latent), mu, logs);
        },
        Output::tensors);
  }

  /** Latent numbers (batch, 20) to logits (batch, 784). */
  Tensor decode(Tensor latent) {
    return pixels.call(widened.call(latent).relu());
  }

  /** Images (count, 784) that the network makes up. */
  public Tensor samples(long count) {
    return run(() -> decode(Tensor.randn(count, LATENT)).sigmoid(), List::of);
  }
}
