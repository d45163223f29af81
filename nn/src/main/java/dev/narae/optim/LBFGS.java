package dev.narae.optim;

import dev.narae.Grad;
import dev.narae.Scope;
import dev.narae.Tensor;
import dev.narae.nn.Parameter;
import dev.narae.optim.LbfgsMemory.Pair;
import dev.narae.optim.WolfeSearch.Point;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * L-BFGS: steps along minus the gradient times an estimate of the inverse curvature, which is made
 * of the last steps. It needs the loss of the same data several times a step:
 *
 * <pre>{@code
 * lbfgs.step(
 *     () -> {
 *       lbfgs.zeroGrad();
 *       Tensor loss = model.call(x).mseLoss(y);
 *       loss.backward();
 *       return loss;
 *     });
 * }</pre>
 *
 * <p>Source: Liu and Nocedal, "On the limited memory BFGS method for large scale optimization"
 * (Mathematical Programming 45, 1989). All parameters form one group.
 */
public final class LBFGS extends Optimizer {
  private static final String DIRECTION = "d";
  private static final String GRADIENT = "prev_flat_grad";
  private static final String CHANGES = "old_dirs.";
  private static final String STEPS = "old_stps.";
  private static final String LENGTH = "t";
  private static final String SCALE = "H_diag";
  private static final String ITERATIONS = "n_iter";

  private final Options options;

  /**
   * What is chosen once.
   *
   * @param iterations how often the direction changes in a step, at least 1
   * @param evaluations how often the loss may be computed in a step, at least 1
   * @param gradientTolerance ends a step where no number of the gradient is larger
   * @param changeTolerance ends a step where parameters or loss change by less
   * @param history how many steps are remembered, at least 1
   * @param strongWolfe whether to look for a good length along each direction; if not, the learning
   *     rate is the length
   */
  public record Options(
      int iterations,
      int evaluations,
      double gradientTolerance,
      double changeTolerance,
      int history,
      boolean strongWolfe) {
    /** The values that PyTorch takes. */
    public static final Options DEFAULT = new Options(20, 25, 1e-7, 1e-9, 100, false);

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a number is out of range
     */
    public Options {
      Ranges.atLeastOne("LBFGS", "number of iterations", iterations);
      Ranges.atLeastOne("LBFGS", "number of evaluations", evaluations);
      Ranges.notNegative("LBFGS", "tolerance of the gradient", gradientTolerance);
      Ranges.notNegative("LBFGS", "tolerance of the change", changeTolerance);
      Ranges.atLeastOne("LBFGS", "history", history);
    }

    /** The same with other iterations, and five evaluations for each four. */
    public Options iterations(int count) {
      return new Options(
          count, count * 5 / 4, gradientTolerance, changeTolerance, history, strongWolfe);
    }

    /** The same with another limit of evaluations. */
    public Options evaluations(int count) {
      return new Options(
          iterations, count, gradientTolerance, changeTolerance, history, strongWolfe);
    }

    /** The same with other tolerances. */
    public Options tolerances(double gradient, double change) {
      return new Options(iterations, evaluations, gradient, change, history, strongWolfe);
    }

    /** The same with another memory. */
    public Options history(int steps) {
      return new Options(
          iterations, evaluations, gradientTolerance, changeTolerance, steps, strongWolfe);
    }

    /** The same with a search for the length of each step. */
    public Options withStrongWolfe() {
      return new Options(
          iterations, evaluations, gradientTolerance, changeTolerance, history, true);
    }
  }

  /** L-BFGS with the learning rate 1. */
  public LBFGS(Collection<Parameter> parameters) {
    this(parameters, 1, Options.DEFAULT);
  }

  /** L-BFGS with options. */
  public LBFGS(Collection<Parameter> parameters, double learningRate, Options options) {
    super(parameters, learningRate);
    this.options = options;
  }

  /**
   * Is refused: a step needs the loss more than once.
   *
   * @throws IllegalStateException always; call {@link #step(Supplier)}
   */
  @Override
  public void step() {
    throw new IllegalStateException(
        "LBFGS: a step computes the loss several times; call step(closure) with a closure that"
            + " clears the gradients, computes the loss, calls backward and returns it");
  }

  /** {@inheritDoc} The loss returned is that before the step. */
  @Override
  public double step(Supplier<Tensor> closure) {
    try (Scope _ = Scope.open("LBFGS step");
        var _ = Grad.noGrad()) {
      beginStep();
      return new Run(closure).run();
    }
  }

  /** One step, whose tensors are free afterwards unless they are saved. */
  private final class Run {
    private final Supplier<Tensor> closure;
    private final LbfgsMemory memory = new LbfgsMemory(options.history);
    private int evaluations;
    private double iterations;
    private double length;
    private @Nullable Pieces direction;
    private @Nullable Pieces before;

    Run(Supplier<Tensor> closure) {
      this.closure = closure;
      load();
    }

    double run() {
      double first = evaluate();
      Point now = new Point(0, first, gradient(), 0);
      for (int i = 1; now.gradient().largest() > options.gradientTolerance; i++) {
        Pieces towards = direction(now.gradient());
        double rate =
            iterations == 1
                ? Math.min(1, 1 / now.gradient().total()) * learningRate()
                : learningRate();
        double slope = now.gradient().dot(towards);
        length = rate;
        if (slope > -options.changeTolerance) {
          break;
        }
        Point start = new Point(0, now.loss(), now.gradient(), slope);
        boolean last = i == options.iterations;
        now = move(start, towards, rate, last);
        length = now.step();
        if (last
            || evaluations >= options.evaluations
            || towards.times(length).largest() <= options.changeTolerance
            || Math.abs(now.loss() - start.loss()) < options.changeTolerance) {
          break;
        }
      }
      save();
      return first;
    }

    private Pieces direction(Pieces gradient) {
      iterations++;
      if (direction != null && before != null) {
        memory.add(gradient.minus(before), direction.times(length));
      }
      direction = memory.direction(gradient);
      before = gradient;
      return direction;
    }

    private Point move(Point start, Pieces towards, double rate, boolean last) {
      Pieces from = new Pieces(parameterTensors()).copy();
      if (options.strongWolfe) {
        WolfeSearch search =
            new WolfeSearch(
                step -> at(from, towards, step),
                start,
                towards.largest(),
                options.changeTolerance,
                Math.max(options.evaluations - evaluations, 1));
        Point found = search.search(rate);
        place(from, towards, found.step());
        return found;
      }
      if (last) {
        place(from, towards, rate);
        return new Point(rate, start.loss(), start.gradient(), 0);
      }
      return at(from, towards, rate);
    }

    private Point at(Pieces from, Pieces towards, double step) {
      place(from, towards, step);
      double loss = evaluate();
      Pieces gradient = gradient();
      return new Point(step, loss, gradient, gradient.dot(towards));
    }

    private double evaluate() {
      evaluations++;
      try (Scope _ = Scope.open("LBFGS closure");
          var _ = Grad.enableGrad()) {
        return closure.get().item();
      }
    }

    /** Takes up what earlier steps have saved. */
    private void load() {
      ParameterState first = states().getFirst();
      iterations = first.number(ITERATIONS, 0);
      length = first.number(LENGTH, 0);
      direction = saved(DIRECTION).orElse(null);
      before = saved(GRADIENT).orElse(null);
      List<Pair> pairs = new ArrayList<>();
      for (int i = 0; saved(CHANGES + i).isPresent(); i++) {
        Pieces change = saved(CHANGES + i).get();
        Pieces step = saved(STEPS + i).get();
        pairs.add(new Pair(change, step, change.dot(step)));
      }
      memory.restore(pairs, first.number(SCALE, 1));
    }

    private void save() {
      keep(DIRECTION, direction);
      keep(GRADIENT, before);
      for (int i = 0; i < memory.pairs().size(); i++) {
        keep(CHANGES + i, memory.pairs().get(i).change());
        keep(STEPS + i, memory.pairs().get(i).step());
      }
      for (ParameterState state : states()) {
        state.keepNumber(ITERATIONS, iterations);
        state.keepNumber(LENGTH, length);
        state.keepNumber(SCALE, memory.scale());
      }
    }
  }

  private List<Tensor> parameterTensors() {
    return parameters().stream().map(Parameter::tensor).toList();
  }

  /** The gradients as they are now; zeros for a parameter without. */
  private Pieces gradient() {
    List<Tensor> gradients = new ArrayList<>();
    for (Parameter parameter : parameters()) {
      Tensor gradient = parameter.grad();
      Tensor own = parameter.tensor();
      gradients.add(
          gradient == null
              ? Tensor.zeros(own.shape(), own.dtype(), own.device())
              : gradient.copy());
    }
    return new Pieces(gradients);
  }

  /** parameters = from + step · towards. */
  private void place(Pieces from, Pieces towards, double step) {
    List<Tensor> values = from.plus(towards, step).tensors();
    for (int i = 0; i < values.size(); i++) {
      parameters().get(i).tensor().copyFrom(values.get(i));
    }
  }

  private Optional<Pieces> saved(String name) {
    List<Tensor> tensors =
        states().stream().map(state -> state.find(name)).flatMap(Optional::stream).toList();
    return tensors.size() == states().size() ? Optional.of(new Pieces(tensors)) : Optional.empty();
  }

  private void keep(String name, @Nullable Pieces pieces) {
    if (pieces != null) {
      for (int i = 0; i < states().size(); i++) {
        states().get(i).keep(name, pieces.tensors().get(i));
      }
    }
  }

  @Override
  protected void update(
      Tensor parameter, Tensor gradient, ParameterState state, ParameterGroup group) {
    throw new IllegalStateException("LBFGS changes all parameters at once");
  }

  @Override
  protected List<String> stateNames(ParameterGroup group) {
    return List.of(DIRECTION, GRADIENT);
  }

  @Override
  protected List<String> optionalNames() {
    return IntStream.range(0, options.history)
        .boxed()
        .flatMap(i -> Stream.of(CHANGES + i, STEPS + i))
        .toList();
  }

  @Override
  protected List<String> numberNames() {
    return List.of(ITERATIONS, LENGTH, SCALE);
  }
}
