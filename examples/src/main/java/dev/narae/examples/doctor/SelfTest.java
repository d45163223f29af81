package dev.narae.examples.doctor;

import org.jspecify.annotations.Nullable;

/**
 * How a small training run went on a device.
 *
 * @param device such as {@code cpu} or {@code cuda:1}
 * @param passed whether products are exact and the network learnt what it should
 * @param seconds how long all of it took
 * @param steps of training
 * @param firstLoss the cross-entropy before the first step
 * @param lastLoss that of the last one
 * @param accuracy the share of points classified correctly in the end
 * @param failure one sentence that says what went wrong; null if nothing did
 */
public record SelfTest(
    String device,
    boolean passed,
    double seconds,
    int steps,
    double firstLoss,
    double lastLoss,
    double accuracy,
    @Nullable String failure) {

  static SelfTest failed(String device, double seconds, String failure) {
    return new SelfTest(device, false, seconds, 0, 0, 0, 0, failure);
  }
}
