package dev.narae;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One recorded call of an operator: where its inputs came from, and what its gradient needs. */
final class Node {
  private static final AtomicLong SEQUENCE = new AtomicLong();

  private final long sequence;
  private final Op op;
  private final @Nullable Variable[] inputs;
  private final Shape[] shapes;
  private final DType[] dtypes;
  private final @Nullable Saved[] savedInputs;
  private final @Nullable Saved[] savedOutputs;
  private final @Nullable Variable[] outputVariables;
  private boolean released;

  /** A tensor that the gradient reads, with the version and the place in the graph it had. */
  private record Saved(Tensor tensor, int version, @Nullable Variable variable) {
    static Saved of(Tensor tensor) {
      return new Saved(tensor, tensor.storage().version(), tensor.variable());
    }
  }

  /** Records a call; the outputs become variables of this node. */
  Node(Op op, Tensor[] inputs, Tensor[] outputs) {
    this.op = op;
    this.inputs = new Variable[inputs.length];
    this.shapes = new Shape[inputs.length];
    this.dtypes = new DType[inputs.length];
    this.savedInputs = new Saved[inputs.length];
    this.savedOutputs = new Saved[outputs.length];
    this.outputVariables = new Variable[outputs.length];
    for (int i = 0; i < inputs.length; i++) {
      this.inputs[i] = inputs[i].variable();
      shapes[i] = inputs[i].shape();
      dtypes[i] = inputs[i].dtype();
      savedInputs[i] = op.savesInput(i, inputs) ? Saved.of(inputs[i]) : null;
    }
    // Only now: an input that is a view of something changed in place has just got a node itself.
    this.sequence = SEQUENCE.getAndIncrement();
    for (int i = 0; i < outputs.length; i++) {
      if (outputs[i].dtype().isFloating()) {
        Variable variable = new Variable(this, i, outputs[i]);
        outputVariables[i] = variable;
        outputs[i].track(variable);
      }
      savedOutputs[i] = op.savesOutput(i, inputs) ? Saved.of(outputs[i]) : null;
    }
  }

  long sequence() {
    return sequence;
  }

  Op op() {
    return op;
  }

  /** The variable of input {@code i}, or null if it needs no gradient. */
  @Nullable Variable variable(int i) {
    return inputs[i];
  }

  int inputCount() {
    return inputs.length;
  }

  /** The variable of output {@code i}, or null if it cannot have a gradient. */
  @Nullable Variable outputVariable(int i) {
    return outputVariables[i];
  }

  int outputCount() {
    return savedOutputs.length;
  }

  /** Whether input {@code i} wants a gradient. */
  boolean needs(int i) {
    return inputs[i] != null;
  }

  /** The shape of input {@code i} at the call. */
  Shape shape(int i) {
    return shapes[i];
  }

  /** The dtype of input {@code i} at the call. */
  DType dtype(int i) {
    return dtypes[i];
  }

  /** Input {@code i} as it was at the call. */
  Tensor input(int i) {
    return restore(savedInputs[i], "input", i);
  }

  /** Output {@code i} as it was at the call. */
  Tensor output(int i) {
    return restore(savedOutputs[i], "output", i);
  }

  private Tensor restore(@Nullable Saved saved, String role, int i) {
    if (saved == null) {
      throw new IllegalStateException("%s: %s %d was not saved".formatted(op.name(), role, i));
    }
    if (saved.tensor.storage().version() != saved.version) {
      throw new AutogradException(
          ("backward of %s: its %s %d %s was modified in place after the forward call (version %d,"
                  + " expected %d); use an operation that returns a new tensor, or modify a copy")
              .formatted(
                  op.name(),
                  role,
                  i,
                  saved.tensor.shape(),
                  saved.tensor.storage().version(),
                  saved.version));
    }
    return saved.tensor.variable() == saved.variable
        ? saved.tensor
        : saved.tensor.at(saved.variable);
  }

  /** Refuses a second pass over a graph whose saved tensors are gone. */
  void checkNotReleased() {
    if (released) {
      throw new AutogradException(
          "backward of %s: the graph was already used and released; pass retainGraph to the first"
                  .formatted(op.name())
              + " backward, or run the forward computation again");
    }
  }

  /** Forgets the saved tensors, so that their memory can be returned. */
  void release() {
    released = true;
    Arrays.fill(savedInputs, null);
    Arrays.fill(savedOutputs, null);
  }
}
