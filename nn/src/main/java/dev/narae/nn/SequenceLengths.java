package dev.narae.nn;

import dev.narae.Device;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import java.util.Arrays;

/**
 * How long the sequences of a batch are that was padded to one length: what a packed sequence says
 * in PyTorch. The sequences may come in any order.
 */
public final class SequenceLengths {
  private final long[] lengths;

  private SequenceLengths(long[] lengths) {
    this.lengths = lengths;
  }

  /**
   * The length of each sequence of a batch.
   *
   * @throws IllegalArgumentException if there is none, or one has no step
   */
  public static SequenceLengths of(long... lengths) {
    if (lengths.length == 0 || Arrays.stream(lengths).anyMatch(length -> length < 1)) {
      throw new IllegalArgumentException(
          "SequenceLengths: the lengths are %s; give one for each sequence, at least 1"
              .formatted(Arrays.toString(lengths)));
    }
    return new SequenceLengths(lengths.clone());
  }

  /** How many sequences there are. */
  public int count() {
    return lengths.length;
  }

  /** The length of a sequence. */
  public long get(int sequence) {
    return lengths[sequence];
  }

  /** The length of the longest sequence. */
  public long longest() {
    return Arrays.stream(lengths).max().getAsLong();
  }

  /** The length of the shortest sequence. */
  public long shortest() {
    return Arrays.stream(lengths).min().getAsLong();
  }

  /**
   * Where there is padding: (batch, steps), BOOL, true at steps after a sequence's end, as {@link
   * AttentionMasks#keyPadding(Tensor)} takes it.
   */
  public Tensor padding(long steps, Device device) {
    boolean[] padding = new boolean[Math.toIntExact(lengths.length * steps)];
    for (int i = 0; i < lengths.length; i++) {
      for (int t = 0; t < steps; t++) {
        padding[Math.toIntExact(i * steps + t)] = t >= lengths[i];
      }
    }
    return Device.with(device, () -> Tensor.of(padding, lengths.length, steps));
  }

  /** (batch, 1), BOOL: which sequences have a step. */
  Tensor at(long step, Device device) {
    boolean[] there = new boolean[lengths.length];
    for (int i = 0; i < there.length; i++) {
      there[i] = step < lengths[i];
    }
    return Device.with(device, () -> Tensor.of(there, there.length, 1));
  }

  /** Throws unless these are the lengths of a batch. */
  void check(String module, Tensor x, long batch, long steps) {
    if (lengths.length != batch || longest() > steps) {
      throw new ShapeException(
          "%s: the lengths are %s, but the input has shape %s; give %d lengths of at most %d"
              .formatted(module, this, x.shape(), batch, steps));
    }
  }

  @Override
  public String toString() {
    return Arrays.toString(lengths);
  }
}
