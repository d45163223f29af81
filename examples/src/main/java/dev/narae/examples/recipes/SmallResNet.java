package dev.narae.examples.recipes;

import dev.narae.ConvOptions;
import dev.narae.Tensor;
import dev.narae.nn.Conv2d;
import dev.narae.nn.Layer;
import dev.narae.nn.Linear;
import dev.narae.nn.Parameter;

/**
 * A residual network of three stages (He et al.: Deep residual learning for image recognition,
 * 2016, section 4.2) with group normalisation (Wu and He, 2018): (batch, 3, height, width) to
 * scores (batch, classes).
 */
final class SmallResNet extends Layer {
  private static final int GROUPS = 8;
  private static final double EPS = 1e-5;

  private final ConvNorm stem;
  private final Block first;
  private final Block second;
  private final Block third;
  private final Linear head;

  /**
   * A network.
   *
   * @param width channels of the first stage, a multiple of 8; each further stage has twice as many
   */
  SmallResNet(long width, long classes) {
    stem = child("stem", new ConvNorm(3, width, 3, 1));
    first = child("first", new Block(width, width, 1));
    second = child("second", new Block(width, 2 * width, 2));
    third = child("third", new Block(2 * width, 4 * width, 2));
    head = child("head", new Linear(4 * width, classes));
  }

  @Override
  protected Tensor forward(Tensor x) {
    Tensor h = stem.call(x).relu();
    h = third.call(second.call(first.call(h)));
    return head.call(h.mean(2, 3));
  }

  /** A convolution without bias, and a normalisation. */
  private static final class ConvNorm extends Layer {
    private final Conv2d conv;
    private final Parameter weight;
    private final Parameter bias;

    ConvNorm(long in, long out, int kernel, int stride) {
      ConvOptions options = ConvOptions.DEFAULT.padding(kernel / 2).stride(stride);
      conv = child("conv", new Conv2d(in, out, kernel, kernel, options, false));
      weight = parameter("weight", Tensor.ones(out));
      bias = parameter("bias", Tensor.zeros(out));
    }

    @Override
    protected Tensor forward(Tensor x) {
      return conv.call(x).groupNorm(GROUPS, weight.tensor(), bias.tensor(), EPS);
    }
  }

  /** Two convolutions and a way past them. */
  private static final class Block extends Layer {
    private final ConvNorm one;
    private final ConvNorm two;
    private final Layer past;

    Block(long in, long out, int stride) {
      one = child("one", new ConvNorm(in, out, 3, stride));
      two = child("two", new ConvNorm(out, out, 3, 1));
      past = in == out ? new Same() : child("past", new ConvNorm(in, out, 1, stride));
    }

    @Override
    protected Tensor forward(Tensor x) {
      return two.call(one.call(x).relu()).add(past.call(x)).relu();
    }
  }

  private static final class Same extends Layer {
    @Override
    protected Tensor forward(Tensor x) {
      return x;
    }
  }
}
