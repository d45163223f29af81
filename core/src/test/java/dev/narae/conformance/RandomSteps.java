package dev.narae.conformance;

import dev.narae.PadMode;
import dev.narae.Tensor;
import java.util.Random;

/** Steps of random programs: changes in place, of views too, and orders, sums and places. */
final class RandomSteps {
  private RandomSteps() {}

  /** A new tensor that changes in place, directly or through one of its views. */
  static Tensor changed(Random random, Tensor x, Tensor y) {
    Tensor own = x.mul(0.75);
    Tensor before = own.rank() == 0 ? own : own.select(0, 0);
    Tensor target = random.nextBoolean() ? own : view(random, own);
    Tensor other = y.mean().tanh();
    switch (random.nextInt(10)) {
      case 0 -> target.addInPlace(other, 0.5);
      case 1 -> target.mulInPlace(other);
      case 2 -> target.mulInPlace(target).mulInPlace(0.5);
      case 3 -> target.divInPlace(other.add(2));
      case 4 -> target.clampInPlace(-0.9, 1.05);
      case 5 -> target.copyFrom(other);
      case 6 -> target.tanhInPlace();
      case 7 -> target.maskedFillInPlace(target.detach().gt(0.0131), 0.25);
      case 8 -> target.subInPlace(other).sigmoidInPlace();
      default -> target.fill(0.5).addInPlace(other);
    }
    return random.nextBoolean() ? own.add(before) : own;
  }

  /** Some view that shows no element twice. */
  private static Tensor view(Random random, Tensor x) {
    if (x.rank() == 0) {
      return x.unsqueeze(0);
    }
    int dim = random.nextInt(x.rank());
    return switch (random.nextInt(5)) {
      case 0 -> x.select(dim, -1);
      case 1 -> x.slice(dim, 0, x.dim(dim), 2).transpose(0, -1);
      case 2 -> x.reshape(-1).narrow(0, 0, 1);
      case 3 -> x.transpose(dim, 0).narrow(0, 0, 1).unsqueeze(1);
      default -> x.slice(dim, 1, x.dim(dim)).reshape(-1);
    };
  }

  /** Orders, running sums, and elements at other places. */
  static Tensor arranged(Random random, Tensor x) {
    int dim = random.nextInt(x.rank());
    long extent = x.dim(dim);
    return switch (random.nextInt(14)) {
      case 0 -> x.flip(dim);
      case 1 -> x.roll(1, dim);
      case 2 -> x.cumsum(dim).mul(0.4);
      case 3 -> x.tanh().cumprod(dim);
      case 4 -> x.cummax(dim).values();
      case 5 -> x.logcumsumexp(dim).mul(0.4);
      case 6 -> x.sort(dim).values();
      case 7 -> x.median(dim, true).values();
      case 8 -> x.amin(true, dim);
      case 9 -> x.tanh().prod(true, dim);
      case 10 -> x.var(0, true, dim).add(0.1).sqrt();
      case 11 -> x.unfold(dim, Math.min(2, extent), 1);
      case 12 -> x.rank() < 2 ? x.diagEmbed() : x.diagonal();
      default -> x.pad(new long[] {1, 1}, PadMode.REPLICATE);
    };
  }
}
