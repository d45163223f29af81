package dev.narae.conformance;

import dev.narae.DType;
import dev.narae.Shape;
import dev.narae.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A program of 5 to 30 random operators over random shapes and strides. All choices follow from the
 * seed and from shapes, never from numbers: every device runs the same program.
 *
 * @param seed what makes the program
 */
record RandomProgram(long seed) {
  private static final List<Placement> PLACEMENTS =
      List.of(Placement.DENSE, Placement.PERMUTED, Placement.SLICED, Placement.EXPANDED);
  private static final int MOST_ELEMENTS = 200;

  /** The numbers of the program's leaves, and how they lie in memory. */
  record Leaf(Values values, Placement placement) {}

  List<Leaf> leaves() {
    Random random = new Random(seed);
    List<Leaf> leaves = new ArrayList<>();
    for (int i = 2 + random.nextInt(3); i > 0; i--) {
      Placement placement = PLACEMENTS.get(random.nextInt(PLACEMENTS.size()));
      Input input = new Input(shape(random), -2, 2, Input.Kind.REAL);
      leaves.add(new Leaf(placement.prepare(input.values(DType.F32, random)), placement));
    }
    return leaves;
  }

  private static Shape shape(Random random) {
    long[] sizes = new long[random.nextInt(4)];
    for (int d = 0; d < sizes.length; d++) {
      sizes[d] = 1L + random.nextInt(5);
    }
    return Shape.of(sizes);
  }

  /** Runs the program; the result is one number that depends on most of what was computed. */
  Tensor run(List<Tensor> leaves) {
    Random random = new Random(seed + 1);
    List<Tensor> pool = new ArrayList<>(leaves);
    for (int step = 5 + random.nextInt(26); step > 0; step--) {
      Tensor x = pool.get(random.nextInt(pool.size()));
      Tensor y = pool.get(random.nextInt(pool.size()));
      Tensor result = step(random, x, y);
      if (result.size() <= MOST_ELEMENTS) {
        pool.add(result);
      }
    }
    return pool.stream().map(t -> t.mean().mul(0.7)).reduce(Tensor::add).orElseThrow();
  }

  private static Tensor step(Random random, Tensor x, Tensor y) {
    return switch (random.nextInt(7)) {
      case 0 -> unary(random, x);
      case 1 -> binary(random, x, y);
      case 2 -> x.rank() == 0 ? x.unsqueeze(0) : reduction(random, x);
      case 3 -> x.rank() == 0 ? x.expand(3) : movement(random, x);
      case 4 -> x.rank() == 0 ? x.unsqueeze(0) : RandomSteps.arranged(random, x);
      case 5 -> RandomSteps.changed(random, x, fits(x, y) ? y : y.mean());
      default -> x.rank() < 2 ? x.reshape(-1, 1) : matrices(random, x, y);
    };
  }

  /** Functions that keep numbers small, so that long programs stay finite. */
  private static Tensor unary(Random random, Tensor x) {
    return switch (random.nextInt(10)) {
      case 0 -> x.sin();
      case 1 -> x.tanh();
      case 2 -> x.sigmoid();
      case 3 -> x.gelu();
      case 4 -> x.softplus().sub(0.5);
      case 5 -> x.abs().add(0.25).sqrt();
      case 6 -> x.clamp(-1.1, 1.3);
      case 7 -> x.mul(x).add(1).log();
      case 8 -> Tensor.map(v -> v.mul(v.cos()).mul(0.5), x);
      default -> x.neg().exp().add(1).reciprocal();
    };
  }

  private static Tensor binary(Random random, Tensor x, Tensor y) {
    Tensor other = fits(x, y) ? y : y.mean();
    return switch (random.nextInt(6)) {
      case 0 -> x.add(other).mul(0.5);
      case 1 -> x.sub(other).mul(0.5);
      case 2 -> x.mul(other).tanh();
      case 3 -> x.div(other.mul(other).add(1));
      case 4 -> x.maximum(other);
      default -> x.gt(0.013).where(x, other);
    };
  }

  private static boolean fits(Tensor x, Tensor y) {
    for (int d = 1; d <= Math.min(x.rank(), y.rank()); d++) {
      if (x.dim(-d) != y.dim(-d) && x.dim(-d) != 1 && y.dim(-d) != 1) {
        return false;
      }
    }
    return true;
  }

  private static Tensor reduction(Random random, Tensor x) {
    int dim = random.nextInt(x.rank());
    boolean keep = random.nextBoolean();
    return switch (random.nextInt(6)) {
      case 0 -> x.mean(keep, dim);
      case 1 -> x.amax(keep, dim);
      case 2 -> x.logsumexp(keep, dim).mul(0.5);
      case 3 -> x.softmax(dim);
      case 4 -> x.logSoftmax(dim).mul(0.25);
      default -> x.sum(keep, dim).div((double) x.dim(dim));
    };
  }

  private static Tensor movement(Random random, Tensor x) {
    int dim = random.nextInt(x.rank());
    return switch (random.nextInt(9)) {
      case 0 -> x.transpose(dim, -1);
      case 1 -> x.narrow(dim, random.nextInt((int) x.dim(dim)), 1);
      case 2 -> x.slice(dim, 0, x.dim(dim), 2);
      case 3 -> x.select(dim, -1);
      case 4 -> x.unsqueeze(dim);
      case 5 -> x.pad(1, 0);
      case 6 -> Tensor.cat(dim, x, x.mul(0.5));
      case 7 -> x.flatten();
      default -> x.indexSelect(dim, Tensor.of(new long[] {x.dim(dim) - 1, 0, 0}));
    };
  }

  private static Tensor matrices(Random random, Tensor x, Tensor y) {
    double scale = 1.0 / x.dim(-1);
    boolean multiplies = y.rank() == 2 && y.dim(0) == x.dim(-1);
    return switch (random.nextInt(3)) {
      case 0 -> x.matmul(x.transpose(-1, -2)).mul(scale).tanh();
      case 1 -> (multiplies ? x.matmul(y) : x.transpose(-1, -2).matmul(x)).mul(scale).tanh();
      default ->
          multiplies
              ? x.linear(y.t()).mul(scale).tanh()
              : x.matmul(x.select(-2, 0).unsqueeze(-1)).mul(scale);
    };
  }
}
