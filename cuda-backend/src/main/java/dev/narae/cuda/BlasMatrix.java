package dev.narae.cuda;

import dev.narae.spi.Layout;
import dev.narae.spi.View;
import java.util.Optional;

/**
 * A batch of matrices as BLAS wants it: rows one after the other, or columns ("transposed").
 *
 * @param view the batch
 * @param transposed whether columns lie one after the other
 * @param lead the distance between rows, or columns
 */
record BlasMatrix(View view, boolean transposed, int lead) {

  /** The view in this form; empty if it has none. */
  static Optional<BlasMatrix> of(View view) {
    Layout layout = view.layout();
    long rows = view.shape().dim(1);
    long columns = view.shape().dim(2);
    Optional<BlasMatrix> direct =
        of(view, false, rows, columns, layout.stride(1), layout.stride(2));
    return direct.isPresent()
        ? direct
        : of(view, true, columns, rows, layout.stride(2), layout.stride(1));
  }

  private static Optional<BlasMatrix> of(
      View view, boolean transposed, long outer, long inner, long outerStride, long innerStride) {
    long lead = outer == 1 ? Math.max(inner, 1) : outerStride;
    boolean fits =
        (inner == 1 || innerStride == 1)
            && lead >= inner
            && lead <= Integer.MAX_VALUE
            && Math.max(outer, inner) <= Integer.MAX_VALUE
            && view.layout().stride(0) >= 0;
    return fits ? Optional.of(new BlasMatrix(view, transposed, (int) lead)) : Optional.empty();
  }
}
