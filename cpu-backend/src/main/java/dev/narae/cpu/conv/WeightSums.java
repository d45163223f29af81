package dev.narae.cpu.conv;

import dev.narae.cpu.Scratch;
import java.lang.foreign.MemorySegment;

/**
 * A way to sum up the gradient of a convolution for its weight: how images and gradients are laid
 * out, and how they are multiplied. Positions and sizes count elements.
 */
interface WeightSums {

  /** Elements of the planes of an image that are copied; 0 if they are used where they lie. */
  long planeElements();

  /** Elements of the transposed gradient of an image. */
  long panelElements();

  /** Elements of the sums of a group. */
  long sumElements();

  /** Parts of the sums of a group that can be computed at the same time. */
  int units();

  /** Numbers that are read as bias. */
  int biases();

  /** The memory of the planes of {@code images} images. */
  MemorySegment planes(Scratch scratch, int images);

  /** The position of the planes of an image. */
  long planesAt(int image, int imageInBatch);

  /** Clears what {@link #prepare} leaves out. */
  void clear(MemorySegment planes, MemorySegment panels, int images);

  /** Lays out a group of an image and of its gradient. */
  void prepare(
      int image,
      int group,
      MemorySegment planes,
      long planesAt,
      MemorySegment panels,
      long panelsAt);

  /** Adds the products of an image to some units of the sums of a group. */
  void multiply(
      int group,
      int firstUnit,
      int endUnit,
      MemorySegment planes,
      long planesAt,
      MemorySegment panels,
      long panelsAt,
      MemorySegment sums,
      long sumsAt,
      MemorySegment none);

  /** Names all sums of output channel {@code o} of a group. */
  void eachRun(int o, RunAction action);

  /** Some sums, for neighbouring taps. */
  interface RunAction {
    /** Sums at {@code at}, {@code step} apart, are those of {@code count} taps from one on. */
    void run(long at, long step, int tap, int count);
  }
}
