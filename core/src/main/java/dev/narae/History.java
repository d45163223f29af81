package dev.narae;

import dev.narae.spi.Layout;

/**
 * What autograd knows of tensors that change in place. A tensor and its views share one history,
 * which belongs to the tensor they were all taken from, the base: changing a view replaces a region
 * of the base, and every other view reads its region of the base's new history when it is next
 * used.
 */
final class History {
  private History() {}

  /** Refuses a change that must not be recorded. */
  static void checkChange(String op, Tensor target) {
    Tensor base = target.base();
    Variable history = base.variable();
    if (history != null && history.isLeaf()) {
      throw new AutogradException(
          ("%s: the tensor of shape %s is %s that requires a gradient, and the change would destroy"
                  + " the value its gradient belongs to; do it inside Grad.noGrad(), or use an"
                  + " operation that returns a new tensor")
              .formatted(op, target.shape(), target == base ? "a leaf" : "a view of a leaf"));
    }
    if (base.isForeign()) {
      throw new AutogradException(
          ("%s: the tensor of shape %s shares its memory with a tensor of another history, as an"
               + " input that a Function returned or a view that was made a leaf; copy() it first")
              .formatted(op, target.shape()));
    }
    if (target != base) {
      checkView(op, target, base);
    }
  }

  private static void checkView(String op, Tensor target, Tensor base) {
    if (base.variable() != null && target.variable() == null) {
      throw new AutogradException(
          ("%s: the view of shape %s was taken inside Grad.noGrad() of a tensor that requires a"
                  + " gradient; take it and change it both inside, or both outside")
              .formatted(op, target.shape()));
    }
    Layout layout = base.layout();
    for (int i = 0; i < base.rank(); i++) {
      if (base.dim(i) > 1 && layout.stride(i) == 0) {
        throw new AutogradException(
            ("%s: the tensor of shape %s is a view of one of shape %s that was expanded and has"
                    + " several elements in one place; copy() it first")
                .formatted(op, target.shape(), base.shape()));
      }
    }
  }

  /**
   * Makes the result of an operator, which the tensor's memory now holds, its history. A gradient
   * that reads the result refuses a later change; only where it could as well have read an operand
   * is the result copied, so that changes can follow each other.
   */
  static void rewrite(Tensor target, Op op, Tensor[] inputs) {
    Tensor base = target.base();
    boolean copied = inputs.length > 1 && op.savesOutput(0, inputs);
    Tensor value = copied ? target.detach().copy() : target.detach();
    new Node(op, inputs, new Tensor[] {value});
    if (base == target) {
      base.track(value.variable());
    } else {
      WriteRegionOp write = new WriteRegionOp(Region.of(base, target));
      new Node(write, new Tensor[] {base, value}, new Tensor[] {base});
    }
    base.rewritten();
  }

  /** Gives a view the part of its base's present history that it shows. */
  static void refresh(Tensor view, Tensor base) {
    if (base.variable() == null) {
      view.track(null);
    } else {
      ReadRegionOp op = new ReadRegionOp(Region.of(base, view));
      new Node(op, new Tensor[] {base}, new Tensor[] {view});
    }
  }
}
