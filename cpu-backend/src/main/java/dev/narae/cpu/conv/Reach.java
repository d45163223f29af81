package dev.narae.cpu.conv;

import java.util.ArrayList;
import java.util.List;

/**
 * Neighbouring output rows for which the same rows of the kernel meet the image, and not its
 * padding; or the same of columns.
 *
 * @param from the first output row
 * @param to behind the last one
 * @param first row of the kernel that meets the image
 * @param end behind the last such row
 */
record Reach(int from, int to, int first, int end) {

  /** Rows of the kernel that meet the image. */
  int count() {
    return end - first;
  }

  /** Output rows. */
  int extent() {
    return to - from;
  }

  /** The same for those output rows that lie between two; none may. */
  Reach within(int top, int bottom) {
    return new Reach(Math.max(from, top), Math.min(to, bottom), first, end);
  }

  /** All output rows, from the first to the last. */
  static List<Reach> rows(ConvSizes sizes) {
    return of(
        sizes.outH(),
        sizes.window().strideH(),
        sizes.window().padH(),
        sizes.window().dilationH(),
        sizes.kernelH(),
        sizes.height());
  }

  /** All output columns, from the first to the last. */
  static List<Reach> columns(ConvSizes sizes) {
    return of(
        sizes.outW(),
        sizes.window().strideW(),
        sizes.window().padW(),
        sizes.window().dilationW(),
        sizes.kernelW(),
        sizes.width());
  }

  /** The kernel's rows that meet the image, of all output rows together. */
  static long met(List<Reach> reaches) {
    return reaches.stream().mapToLong(reach -> (long) reach.extent() * reach.count()).sum();
  }

  private static List<Reach> of(
      int outputs, int stride, int padding, int dilation, int kernel, int extent) {
    List<Reach> reaches = new ArrayList<>();
    int from = 0;
    for (int output = 0; output < outputs; output++) {
      int start = output * stride - padding;
      int first = Math.clamp(Math.ceilDiv(-start, dilation), 0, kernel);
      int end = Math.clamp(Math.ceilDiv(extent - start, dilation), first, kernel);
      if (!reaches.isEmpty() && reaches.getLast().first == first && reaches.getLast().end == end) {
        reaches.removeLast();
      } else {
        from = output;
      }
      reaches.add(new Reach(from, output + 1, first, end));
    }
    return reaches;
  }
}
