package dev.narae;

import dev.narae.spi.Backend;
import java.lang.ref.Reference;

/**
 * Runs operators: checks that the inputs are usable, computes, and records if a gradient needs it.
 */
final class Dispatch {
  private Dispatch() {}

  /** Runs an operator of one output. */
  static Tensor run(Op op, Tensor... inputs) {
    return runAll(op, inputs)[0];
  }

  /** Runs an operator, in the dtype that {@link Autocast} asks for. */
  static Tensor[] runAll(Op op, Tensor... inputs) {
    Autocast open = Context.current().autocast;
    return open == null ? runAs(op, inputs) : Casting.run(open, op, inputs);
  }

  /** Runs an operator on its inputs as they are. */
  static Tensor[] runAs(Op op, Tensor... inputs) {
    Backend backend = backend(op.name(), inputs);
    Context context = Context.current();
    if (context.recording && context.keeper == null && anyWaits(inputs)) {
      want(op, inputs);
    }
    Tensor[] outputs;
    try {
      outputs = Events.ON ? watched(op, backend, inputs) : op.forward(backend, inputs);
    } finally {
      // The collector must not return the inputs' memory while the backend still reads it.
      Reference.reachabilityFence(inputs);
    }
    if (context.recording && anyTracked(inputs)) {
      new Node(op, inputs, outputs);
    }
    return outputs;
  }

  private static Tensor[] watched(Op op, Backend backend, Tensor... inputs) {
    OperatorEvent event = new OperatorEvent();
    event.begin();
    Tensor[] outputs = op.forward(backend, inputs);
    event.operator = op.name();
    event.commit();
    return outputs;
  }

  /** The backend that all inputs share, or what notes its calls. */
  static Backend backend(String op, Tensor... inputs) {
    UpdateBatch batch = Context.current().batch;
    if (batch != null) {
      batch.flush();
    }
    return backendOfChange(op, inputs);
  }

  /** The same for a change in place, which an {@link UpdateBatch} may collect. */
  static Backend backendOfChange(String op, Tensor... inputs) {
    Backend backend = shared(op, inputs);
    Recorder recorder = Context.current().recorder;
    if (recorder == null) {
      return backend;
    }
    for (Tensor input : inputs) {
      recorder.uses(input.storage());
    }
    return recorder.over(backend);
  }

  private static Backend shared(String op, Tensor... inputs) {
    Backend backend = inputs[0].storage().backend();
    for (Tensor input : inputs) {
      input.storage().checkOpen(op);
      if (!input.storage().backend().equals(backend)) {
        throw new DeviceException(
            "%s: operands are on %s and %s; move one with to(device)"
                .formatted(op, inputs[0].device(), input.device()));
      }
    }
    return backend;
  }

  private static boolean anyWaits(Tensor... inputs) {
    for (Tensor input : inputs) {
      if (input.storage().waiting() != null) {
        return true;
      }
    }
    return false;
  }

  /** What a gradient will read is written anyway: taking it in would save nothing. */
  private static void want(Op op, Tensor... inputs) {
    if (anyTracked(inputs)) {
      for (int i = 0; i < inputs.length; i++) {
        if (op.savesInput(i, inputs)) {
          inputs[i].storage().want();
        }
      }
    }
  }

  static boolean anyTracked(Tensor... inputs) {
    for (Tensor input : inputs) {
      if (input.variable() != null) {
        return true;
      }
    }
    return false;
  }
}
