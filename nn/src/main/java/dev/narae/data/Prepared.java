package dev.narae.data;

import dev.narae.Scope;
import dev.narae.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * A batch on its way to the thread that asked for it.
 *
 * @param own its tensors that were made for it, and are not views of what the data set keeps
 */
record Prepared(Batch batch, List<Tensor> own) {
  /** A batch that outlives the scope in which it was made. */
  static Prepared of(Batch batch, Scope scope) {
    List<Tensor> own = new ArrayList<>();
    for (Tensor tensor : batch.tensors()) {
      if (scope.owns(tensor)) {
        own.add(scope.keep(tensor));
      }
    }
    return new Prepared(batch, List.copyOf(own));
  }

  /** The batch, which now belongs to the current scope. */
  Batch adopted() {
    own.forEach(Scope::adopt);
    return batch;
  }

  /** Releases a batch that nobody will use. */
  void discard() {
    try (Scope _ = Scope.open("batches that were not used")) {
      adopted();
    }
  }
}
