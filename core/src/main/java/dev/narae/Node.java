package dev.narae;

import java.util.ArrayList;
import java.util.List;
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
  private final @Nullable Variable[] outputs;

  /** What the gradient reads: inputs, outputs, others; null while there is nothing. */
  private @Nullable Saved @Nullable [] saved;

  private int others;
  private boolean released;

  /** In anomaly mode, the forward call; else null. */
  private final @Nullable AutogradException call;

  /** Records a call; the outputs become variables of this node. */
  Node(Op op, Tensor[] inputs, Tensor[] outputs) {
    this.op = op;
    this.inputs = new Variable[inputs.length];
    this.shapes = new Shape[inputs.length];
    this.dtypes = new DType[inputs.length];
    this.outputs = new Variable[outputs.length];
    for (int i = 0; i < inputs.length; i++) {
      this.inputs[i] = inputs[i].variable();
      shapes[i] = inputs[i].shape();
      dtypes[i] = inputs[i].dtype();
      if (op.savesInput(i, inputs)) {
        save(i, inputs[i]);
      }
    }
    // Only now: an input that is a view of something changed in place has just got a node itself.
    this.sequence = SEQUENCE.getAndIncrement();
    for (int i = 0; i < outputs.length; i++) {
      if (outputs[i].dtype().isFloating()) {
        Variable variable = new Variable(this, i, outputs[i]);
        this.outputs[i] = variable;
        outputs[i].track(variable);
      }
      if (op.savesOutput(i, inputs)) {
        save(inputs.length + i, outputs[i]);
      }
    }
    saveOthers(op.takeSaved());
    this.call = Anomaly.call(op);
  }

  private void save(int slot, Tensor tensor) {
    if (saved == null) {
      saved = new Saved[inputs.length + outputs.length];
    }
    saved[slot] = Saved.of(tensor);
  }

  private void saveOthers(List<Tensor> tensors) {
    if (tensors.isEmpty()) {
      return;
    }
    others = tensors.size();
    @Nullable Saved[] all = new Saved[inputs.length + outputs.length + others];
    if (saved != null) {
      System.arraycopy(saved, 0, all, 0, saved.length);
    }
    saved = all;
    for (int i = 0; i < others; i++) {
      save(inputs.length + outputs.length + i, tensors.get(i));
    }
  }

  long sequence() {
    return sequence;
  }

  Op op() {
    return op;
  }

  /** In anomaly mode, an exception with the stack of the forward call. */
  @Nullable AutogradException call() {
    return call;
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
    return outputs[i];
  }

  int outputCount() {
    return outputs.length;
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
    return restore(i, "input", i);
  }

  /** Output {@code i} as it was at the call. */
  Tensor output(int i) {
    return restore(inputs.length + i, "output", i);
  }

  /** What {@link Op#takeSaved} returned, as it was at the call. */
  List<Tensor> others() {
    List<Tensor> tensors = new ArrayList<>(others);
    for (int i = 0; i < others; i++) {
      tensors.add(restore(inputs.length + outputs.length + i, "saved tensor", i));
    }
    return tensors;
  }

  private Tensor restore(int slot, String role, int i) {
    Saved found = saved == null ? null : saved[slot];
    if (found == null) {
      throw new IllegalStateException("%s: %s %d was not saved".formatted(op.name(), role, i));
    }
    return found.restore(op.name(), role + " " + i);
  }

  /** Whether the saved tensors are gone. */
  boolean isReleased() {
    return released;
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
    @Nullable Saved[] forgotten = saved;
    saved = null;
    if (forgotten != null) {
      for (Saved one : forgotten) {
        if (one != null) {
          one.release();
        }
      }
    }
  }
}
