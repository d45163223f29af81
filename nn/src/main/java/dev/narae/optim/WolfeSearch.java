package dev.narae.optim;

import java.util.function.DoubleFunction;

/**
 * Looks along a direction for a step at which the loss has fallen enough and its slope is flat
 * enough, the strong Wolfe conditions (Nocedal and Wright, "Numerical optimization", 2006,
 * algorithms 3.5 and 3.6, with steps from cubic interpolation, equation 3.59).
 *
 * @param at evaluates the loss at a step
 * @param start step 0
 * @param length the largest absolute number of the direction
 * @param tolerance where steps differ by less than this, the search ends
 * @param evaluations how many steps may be tried after the first
 */
record WolfeSearch(
    DoubleFunction<Point> at, Point start, double length, double tolerance, int evaluations) {
  /** How much of the fall that the slope promises is demanded. */
  private static final double FALL = 1e-4;

  /** How much of the slope at the start may be left. */
  private static final double SLOPE = 0.9;

  /**
   * A step and what was found there.
   *
   * @param slope the derivative of the loss by the step
   */
  record Point(double step, double loss, Pieces gradient, double slope) {}

  /** The best step that was found. */
  Point search(double first) {
    Point before = start;
    Point now = at.apply(first);
    for (int tried = 0; tried < evaluations; tried++) {
      if (isTooHigh(now) || (tried > 1 && now.loss >= before.loss)) {
        return narrow(before, now, tried);
      }
      if (isFlat(now)) {
        return now;
      }
      if (now.slope >= 0) {
        return narrow(before, now, tried);
      }
      double least = now.step + 0.01 * (now.step - before.step);
      double next = minimum(before, now, least, 10 * now.step);
      before = now;
      now = at.apply(next);
    }
    return start.loss <= now.loss ? start : now;
  }

  private boolean isTooHigh(Point point) {
    return !(point.loss <= start.loss + FALL * point.step * start.slope);
  }

  private boolean isFlat(Point point) {
    return Math.abs(point.slope) <= -SLOPE * start.slope;
  }

  /** Between two steps of which the lower fulfils the first condition there is one for both. */
  private Point narrow(Point one, Point other, int tried) {
    boolean ordered = one.loss <= other.loss;
    Point low = ordered ? one : other;
    Point high = ordered ? other : one;
    boolean slow = false;
    for (int i = tried; i < evaluations; i++) {
      double left = Math.min(low.step, high.step);
      double right = Math.max(low.step, high.step);
      if ((right - left) * length < tolerance) {
        break;
      }
      double step = minimum(low, high, left, right);
      double margin = 0.1 * (right - left);
      boolean near = Math.min(right - step, step - left) < margin;
      if (near && (slow || step >= right || step <= left)) {
        step = right - step < step - left ? right - margin : left + margin;
        near = false;
      }
      slow = near;
      Point now = at.apply(step);
      if (isTooHigh(now) || now.loss >= low.loss) {
        high = now;
      } else if (isFlat(now)) {
        return now;
      } else {
        high = now.slope * (high.step - low.step) >= 0 ? low : high;
        low = now;
      }
    }
    return low;
  }

  /** Where the cubic through two losses and slopes is lowest, within limits. */
  private static double minimum(Point a, Point b, double least, double most) {
    boolean ordered = a.step <= b.step;
    Point left = ordered ? a : b;
    Point right = ordered ? b : a;
    double middle =
        left.slope + right.slope - 3 * (left.loss - right.loss) / (left.step - right.step);
    double square = middle * middle - left.slope * right.slope;
    if (!(square >= 0)) {
      return (least + most) / 2;
    }
    double root = Math.sqrt(square);
    double place =
        right.step
            - (right.step - left.step)
                * ((right.slope + root - middle) / (right.slope - left.slope + 2 * root));
    return Math.min(Math.max(place, least), most);
  }
}
