package dev.narae.optim;

import dev.narae.Compiled;
import dev.narae.DType;
import dev.narae.Shape;
import dev.narae.Tensor;
import dev.narae.nn.Module;
import dev.narae.nn.Parameter;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A training step whose forward and backward pass are noted once and replayed with new data, on an
 * NVIDIA GPU as one CUDA graph:
 *
 * <pre>{@code
 * try (CompiledStep step = new CompiledStep(model, optimizer,
 *     (x, labels) -> model.call(x).crossEntropy(labels))) {
 *   for (Batch batch : loader) {
 *     Tensor loss = step.run(batch.input(), batch.target());
 *     schedule.step();
 *   }
 * }
 * }</pre>
 *
 * <p>The optimizer's step follows as always, so that learning rates, momenta and step counters take
 * effect at once. {@link Compiled} says what is replayed and what runs as usual: a batch of another
 * size, for example, or a model that was switched to evaluation. Every step has the bits of a step
 * without this class, dropout included.
 */
public final class CompiledStep implements AutoCloseable {
  private final Module model;
  private final Optimizer optimizer;
  private final BinaryOperator<Tensor> loss;
  private final @Nullable GradScaler scaler;
  private final Compiled compiled;

  /**
   * A step.
   *
   * @param loss from input and target to a single number
   */
  public CompiledStep(Module model, Optimizer optimizer, BinaryOperator<Tensor> loss) {
    this(model, optimizer, loss, null);
  }

  private CompiledStep(
      Module model, Optimizer optimizer, BinaryOperator<Tensor> loss, @Nullable GradScaler scaler) {
    this.model = model;
    this.optimizer = optimizer;
    this.loss = loss;
    this.scaler = scaler;
    Supplier<List<Tensor>> leaves =
        () ->
            optimizer.parameters().stream()
                .map(Parameter::tensor)
                .filter(Tensor::requiresGrad)
                .toList();
    this.compiled = Compiled.gradientsAll(leaves, this::losses, this::mode);
  }

  /** The same with a scaled loss, whose scaler decides about each step: for F16. */
  public CompiledStep scaledBy(GradScaler other) {
    return new CompiledStep(model, optimizer, loss, other);
  }

  private List<Tensor> losses(List<Tensor> inputs) {
    Tensor plain = loss.apply(inputs.get(0), inputs.get(1));
    return inputs.size() == 2 ? List.of(plain) : List.of(plain.mul(inputs.get(2)), plain);
  }

  /** Which modules train: dropout and statistics depend on it. */
  private List<Boolean> mode() {
    return model.modules().stream().map(Module::isTraining).toList();
  }

  /** One step; returns the loss from before it. */
  public Tensor run(Tensor input, Tensor target) {
    Tensor value = gradients(input, target);
    step();
    return value;
  }

  /**
   * The first half of {@link #run}: the loss and its gradients, to be looked at or limited before
   * {@link #step}. With a scaler they are scaled still.
   */
  public Tensor gradients(Tensor input, Tensor target) {
    if (scaler == null || !scaler.isEnabled()) {
      return compiled.call(input, target);
    }
    Tensor scale = Tensor.full(Shape.scalar(), scaler.scale(), DType.F32, input.device());
    return compiled.callAll(List.of(input, target, scale)).get(1);
  }

  /** The second half of {@link #run}: changes the parameters. */
  public void step() {
    if (scaler == null) {
      optimizer.step();
    } else {
      scaler.step(optimizer);
      scaler.update();
    }
  }

  /** Why steps are not replayed; empty if they are, or may yet be. */
  public Optional<String> obstacle() {
    return compiled.obstacle();
  }

  /** How steps have run until now. */
  public Compiled.Statistics statistics() {
    return compiled.statistics();
  }

  /** Forgets what was noted: the next steps begin anew. */
  public void reset() {
    compiled.reset();
  }

  /** Returns all memory. */
  @Override
  public void close() {
    compiled.close();
  }
}
