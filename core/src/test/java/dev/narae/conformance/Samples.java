package dev.narae.conformance;

import dev.narae.DType;
import dev.narae.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Turns the samples of a case into numbers and tensors; the same numbers on every device. */
final class Samples {
  private static final List<Placement> PLACEMENTS = List.of(Placement.values());

  private Samples() {}

  /** The numbers of a sample; the same for the same case, sample and dtype. */
  static List<Values> values(OpCase op, int sample, DType dtype) {
    Random random = new Random(op.name().hashCode() * 31L + sample);
    List<Values> result = new ArrayList<>();
    for (Input input : op.samples().get(sample)) {
      result.add(input.values(dtype, random));
    }
    return result;
  }

  /** Input number {@code k} lies as placement {@code first + k}: inputs lie differently. */
  private static Placement placement(Placement first, int k) {
    return PLACEMENTS.get((PLACEMENTS.indexOf(first) + k) % PLACEMENTS.size());
  }

  /** The numbers that the placements can hold. */
  static List<Values> prepared(List<Values> values, Placement first) {
    List<Values> result = new ArrayList<>();
    for (int k = 0; k < values.size(); k++) {
      result.add(placement(first, k).prepare(values.get(k)));
    }
    return result;
  }

  /** All inputs of a sample dense on the default device. */
  static List<Tensor> dense(OpCase op, int sample, List<Values> values, DType dtype) {
    List<Tensor> result = new ArrayList<>();
    for (int k = 0; k < values.size(); k++) {
      DType own = op.samples().get(sample).get(k).dtype(dtype);
      result.add(Tensors.dense(values.get(k), own));
    }
    return result;
  }

  /** The inputs of a sample on the default device, lying differently from each other. */
  static List<Tensor> placed(
      OpCase op, int sample, List<Values> values, DType dtype, Placement first) {
    List<Tensor> result = new ArrayList<>();
    for (int k = 0; k < values.size(); k++) {
      DType own = op.samples().get(sample).get(k).dtype(dtype);
      result.add(placement(first, k).place(values.get(k), own));
    }
    return result;
  }

  /** The largest sample of at most so many numbers, or the smallest: where one stands for all. */
  static int typical(OpCase op, long most) {
    int best = 0;
    for (int i = 1; i < op.samples().size(); i++) {
      long size = size(op, i);
      long held = size(op, best);
      best = held > most ? (size < held ? i : best) : size > held && size <= most ? i : best;
    }
    return best;
  }

  /** How many numbers a sample has in all. */
  static long size(OpCase op, int sample) {
    return op.samples().get(sample).stream().mapToLong(input -> input.shape().size()).sum();
  }

  /** Makes the real inputs leaves that collect gradients. */
  static List<Tensor> track(OpCase op, int sample, List<Tensor> inputs) {
    List<Tensor> tracked = new ArrayList<>();
    for (int k = 0; k < inputs.size(); k++) {
      if (op.samples().get(sample).get(k).kind() == Input.Kind.REAL) {
        tracked.add(inputs.get(k).requiresGrad(true));
      }
    }
    return tracked;
  }
}
