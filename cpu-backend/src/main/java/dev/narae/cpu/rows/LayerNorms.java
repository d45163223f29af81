package dev.narae.cpu.rows;

import static dev.narae.cpu.kernel.RowKernel.Output.each;
import static dev.narae.cpu.kernel.RowKernel.Output.sum;

import dev.narae.DType;
import dev.narae.cpu.Scratch;
import dev.narae.cpu.kernel.ElementLoop;
import dev.narae.cpu.kernel.RowKernel;
import dev.narae.expr.Expr;
import dev.narae.spi.View;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows normalised to mean 0 and variance 1 (or, if not centred, to mean square 1), then scaled and
 * shifted, and the gradients of that. The statistics of a row are found in two passes over it.
 */
public final class LayerNorms {
  private static final Expr X = Expr.arg(0);

  /** Blocks of rows that the gradients of weight and bias are added up in, each on its own. */
  private static final int MOST_BLOCKS = 32;

  private static final long GRAIN = 1 << 14;

  private final Rows rows;
  private final DType dtype;
  private final ElementLoop sum;
  private final ElementLoop squaredDistances;
  private final ElementLoop[] normal = new ElementLoop[4];
  private final ElementLoop[] products = new ElementLoop[2];
  private final ElementLoop[] gradients = new ElementLoop[4];

  /** The operators on rows of F32 or F64. */
  public LayerNorms(Rows rows, DType dtype) {
    this.rows = rows;
    this.dtype = dtype;
    sum = loop("sum", List.of(true), sum(X));
    Expr distance = X.sub(Expr.arg(1));
    squaredDistances = loop("squaredDistances", List.of(true, false), sum(distance.mul(distance)));
    for (int form = 0; form < normal.length; form++) {
      normal[form] = normal(hasWeight(form), hasBias(form));
      gradients[form] = gradient(hasWeight(form), hasBias(form));
    }
    products[0] = products(false);
    products[1] = products(true);
  }

  private static int form(boolean weight, boolean bias) {
    return (weight ? 1 : 0) + (bias ? 2 : 0);
  }

  private static boolean hasWeight(int form) {
    return (form & 1) != 0;
  }

  private static boolean hasBias(int form) {
    return (form & 2) != 0;
  }

  private ElementLoop loop(String name, List<Boolean> inputs, RowKernel.Output... outputs) {
    return rows.loop(new RowKernel(name, dtype, inputs, List.of(outputs)));
  }

  /** Inputs x, the mean, the scale, then weight and bias. */
  private ElementLoop normal(boolean weight, boolean bias) {
    Expr value = X.sub(Expr.arg(1)).mul(Expr.arg(2));
    int next = 3;
    if (weight) {
      value = value.mul(Expr.arg(next++));
    }
    if (bias) {
      value = value.add(Expr.arg(next++));
    }
    List<Boolean> inputs = List.of(true, false, false, true, true).subList(0, next);
    return loop("layerNorm", inputs, each(value));
  }

  /** Inputs g, x, the mean, the scale, then weight: the sums of h and of h · z. */
  private ElementLoop products(boolean weight) {
    Expr z = Expr.arg(1).sub(Expr.arg(2)).mul(Expr.arg(3));
    Expr h = weight ? X.mul(Expr.arg(4)) : X;
    List<Boolean> inputs = List.of(true, true, false, false, true).subList(0, weight ? 5 : 4);
    return loop("layerNormProducts", inputs, sum(h), sum(h.mul(z)));
  }

  /**
   * Inputs g, x, the mean, the scale, the means of h and of h · z, then weight, and what was added
   * up before for the gradients of weight and bias; outputs dx and these two.
   */
  private ElementLoop gradient(boolean weight, boolean bias) {
    Expr z = Expr.arg(1).sub(Expr.arg(2)).mul(Expr.arg(3));
    Expr h = weight ? X.mul(Expr.arg(6)) : X;
    List<RowKernel.Output> outputs = new ArrayList<>();
    outputs.add(each(h.sub(Expr.arg(4)).sub(z.mul(Expr.arg(5))).mul(Expr.arg(3))));
    int next = weight ? 7 : 6;
    if (weight) {
      outputs.add(each(Expr.arg(next++).add(X.mul(z))));
    }
    if (bias) {
      outputs.add(each(Expr.arg(next++).add(X)));
    }
    List<Boolean> inputs =
        List.of(true, true, false, false, false, false, true, true, true).subList(0, next);
    return loop("layerNormGradient", inputs, outputs.toArray(RowKernel.Output[]::new));
  }

  /** What the operators of one call have in common. */
  private record Call(boolean centred, double eps, int columns) {}

  /** The operator that {@link dev.narae.spi.FusedOp.LayerNorm} describes. */
  public void forward(
      boolean centred,
      double eps,
      boolean weight,
      boolean bias,
      List<View> inputs,
      List<View> outputs) {
    View output = outputs.getFirst();
    if (output.shape().size() == 0) {
      return;
    }
    Call call = new Call(centred, eps, Math.toIntExact(output.shape().dim(-1)));
    try (Scratch scratch = rows.scratch()) {
      RowOperand x = rows.input(inputs.getFirst(), scratch);
      View target = rows.target(output, scratch);
      RowOperand y = Rows.regular(target);
      RowOperand[] along = new RowOperand[inputs.size() - 1];
      for (int i = 0; i < along.length; i++) {
        along[i] = repeated(inputs.get(i + 1), scratch);
      }
      ElementLoop loop = normal[form(weight, bias)];
      RowOperand means = RowOperand.numbers(outputs.get(1));
      RowOperand scales = RowOperand.numbers(outputs.get(2));
      rows.forEach(
          call.columns,
          output.shape().size() / call.columns,
          (row, end) -> {
            int n = (int) (end - row);
            RowOperand from = x.from(row);
            RowOperand mean = means.from(row);
            RowOperand scale = scales.from(row);
            statistics(call, from, n, mean, scale);
            Rows.call(loop, n, call.columns, operands(from, mean, scale, along, y.from(row)));
          });
      rows.store(target, output);
    }
  }

  private static RowOperand[] operands(
      RowOperand x, RowOperand mean, RowOperand scale, RowOperand[] along, RowOperand y) {
    RowOperand[] all = new RowOperand[along.length + 4];
    all[0] = x;
    all[1] = mean;
    all[2] = scale;
    System.arraycopy(along, 0, all, 3, along.length);
    all[all.length - 1] = y;
    return all;
  }

  /** Writes means and scales of some rows. */
  private void statistics(Call call, RowOperand x, int n, RowOperand mean, RowOperand scale) {
    if (call.centred) {
      Rows.call(sum, n, call.columns, x, mean);
      Numbers.change(mean, dtype, n, total -> total / call.columns);
    } else {
      Numbers.change(mean, dtype, n, _ -> 0);
    }
    Rows.call(squaredDistances, n, call.columns, x, mean, scale);
    Numbers.change(scale, dtype, n, total -> 1 / Math.sqrt(total / call.columns + call.eps));
  }

  private RowOperand repeated(View view, Scratch scratch) {
    RowOperand row = rows.input(view, scratch);
    return RowOperand.repeated(row.memory(), row.start(), dtype.bytes());
  }

  /** The operator that {@link dev.narae.spi.FusedOp.LayerNormGrad} describes. */
  public void backward(
      boolean centred, boolean weight, boolean bias, List<View> inputs, List<View> outputs) {
    View output = outputs.getFirst();
    if (output.shape().size() == 0) {
      outputs.stream().skip(1).forEach(rows::clear);
      return;
    }
    int columns = Math.toIntExact(output.shape().dim(-1));
    try (Scratch scratch = rows.scratch()) {
      View target = rows.target(output, scratch);
      new Backward(centred, columns, weight, bias, inputs, Rows.regular(target), scratch)
          .run(outputs);
      rows.store(target, output);
    }
  }

  /** One call of the gradients. */
  private final class Backward {
    private final boolean centred;
    private final int columns;
    private final boolean bias;
    private final RowOperand g;
    private final RowOperand x;
    private final RowOperand dx;
    private final RowOperand means;
    private final RowOperand scales;
    private final RowOperand[] weight;
    private final long count;
    private final int blocks;
    private final MemorySegment weightSums;
    private final MemorySegment biasSums;
    private final RowOperand meanH;
    private final RowOperand meanHz;

    Backward(
        boolean centred,
        int columns,
        boolean weight,
        boolean bias,
        List<View> inputs,
        RowOperand dx,
        Scratch scratch) {
      this.centred = centred;
      this.columns = columns;
      this.bias = bias;
      this.g = rows.input(inputs.get(0), scratch);
      this.x = rows.input(inputs.get(1), scratch);
      this.dx = dx;
      this.means = RowOperand.numbers(inputs.get(inputs.size() - 2));
      this.scales = RowOperand.numbers(inputs.getLast());
      this.weight =
          weight ? new RowOperand[] {repeated(inputs.get(2), scratch)} : new RowOperand[0];
      this.count = inputs.get(1).shape().size() / columns;
      long size = count * columns;
      this.blocks = (int) Math.clamp(size / GRAIN, 1, Math.min(MOST_BLOCKS, count));
      long bytes = (long) blocks * columns * dtype.bytes();
      this.meanH = Rows.numbers(scratch, count, dtype);
      this.meanHz = Rows.numbers(scratch, count, dtype);
      this.weightSums = weight ? scratch.zeros(bytes) : MemorySegment.NULL;
      this.biasSums = bias ? scratch.zeros(bytes) : MemorySegment.NULL;
    }

    void run(List<View> outputs) {
      rows.blocks(blocks, this::block);
      int next = 1;
      if (weight.length > 0) {
        rows.addUp(weightSums, blocks, outputs.get(next++));
      }
      if (bias) {
        rows.addUp(biasSums, blocks, outputs.get(next));
      }
    }

    private void block(int block) {
      List<RowOperand> sums = new ArrayList<>();
      if (weight.length > 0) {
        sums.add(sums(weightSums, block));
      }
      if (bias) {
        sums.add(sums(biasSums, block));
      }
      Rows.chunks(
          count * block / blocks,
          count * (block + 1) / blocks,
          columns,
          (row, end) -> chunk(row, (int) (end - row), sums));
    }

    private RowOperand sums(MemorySegment memory, int block) {
      return RowOperand.repeated(memory, (long) block * columns * dtype.bytes(), dtype.bytes());
    }

    private void chunk(long row, int n, List<RowOperand> sums) {
      RowOperand gs = g.from(row);
      RowOperand xs = x.from(row);
      RowOperand mean = means.from(row);
      RowOperand scale = scales.from(row);
      RowOperand h = meanH.from(row);
      RowOperand hz = meanHz.from(row);
      boolean weighted = weight.length > 0;
      ElementLoop product = products[weight.length];
      if (weighted) {
        Rows.call(product, n, columns, gs, xs, mean, scale, weight[0], h, hz);
      } else {
        Rows.call(product, n, columns, gs, xs, mean, scale, h, hz);
      }
      Numbers.change(h, dtype, n, s -> centred ? s / columns : 0);
      Numbers.change(hz, dtype, n, s -> s / columns);
      List<RowOperand> operands = new ArrayList<>(List.of(gs, xs, mean, scale, h, hz));
      operands.addAll(List.of(weight));
      operands.addAll(sums);
      operands.add(dx.from(row));
      operands.addAll(sums);
      ElementLoop gradient = gradients[form(weighted, bias)];
      Rows.call(gradient, n, columns, operands.toArray(RowOperand[]::new));
    }
  }
}
