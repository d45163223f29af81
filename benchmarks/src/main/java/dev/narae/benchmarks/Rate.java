package dev.narae.benchmarks;

/**
 * How much work an operation does, to tell its speed from its time.
 *
 * @param amount the work of one operation, in units
 * @param unit what is counted
 */
record Rate(double amount, Unit unit) {
  /** What is counted; the factor turns units a nanosecond into the unit that is printed. */
  enum Unit {
    FLOPS("GFLOP/s", 1),
    BYTES("GB/s", 1),
    IMAGES("images/s", 1e9),
    OPERATIONS("ops/s", 1e9);

    private final String label;
    private final double factor;

    Unit(String label, double factor) {
      this.label = label;
      this.factor = factor;
    }

    @Override
    public String toString() {
      return label;
    }
  }

  /** Float32 tensors of one size that are read or written. */
  static Rate ofTensors(int tensors, long size) {
    return new Rate((double) Float.BYTES * tensors * size, Unit.BYTES);
  }

  /** The speed, in the unit that is printed, of an operation that takes so long. */
  double at(double nanoseconds) {
    return amount * unit.factor / nanoseconds;
  }
}
