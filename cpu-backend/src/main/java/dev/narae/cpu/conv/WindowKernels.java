package dev.narae.cpu.conv;

import dev.narae.DType;
import dev.narae.cpu.conv.ConvForm.Before;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The kernels of kind WINDOWS for a product: its rows in strips, its columns in tiles of vectors.
 *
 * @param strips of the rows of the product
 * @param vectors in a row of a tile
 * @param lanes elements of a vector
 * @param first kernel of each strip for what begins a sum
 * @param next kernel of each strip for what goes on with a sum
 */
record WindowKernels(
    RowStrips strips, int vectors, int lanes, List<ConvKernel> first, List<ConvKernel> next) {

  /**
   * Finds kernels: with vectors once they are compiled, else plain loops.
   *
   * @param rows of the product
   * @param width elements in a row of the output
   * @param first what the first product is added to
   * @param next what the further ones are added to
   */
  static WindowKernels find(
      ConvRuntime runtime, DType dtype, int rows, int width, Before first, Before next) {
    ConvKernels vectors = runtime.kernels();
    WindowKernels found = vectors == null ? null : find(vectors, dtype, rows, width, first, next);
    return found == null ? plain(dtype, rows, width, first, next) : found;
  }

  /** Plain loops, which touch no element outside of a row. */
  static WindowKernels plain(DType dtype, int rows, int width, Before first, Before next) {
    return Objects.requireNonNull(find(new ScalarKernels(), dtype, rows, width, first, next));
  }

  /** The kernels of a family, or null if one is not compiled yet; all are asked for. */
  static @Nullable WindowKernels find(
      ConvKernels kernels, DType dtype, int rows, int width, Before first, Before next) {
    int vectors = kernels.vectors(rows);
    int lanes = kernels.lanes(dtype, width);
    RowStrips strips = RowStrips.of(rows, kernels.rows(vectors));
    List<ConvKernel> beginning = new ArrayList<>();
    List<ConvKernel> following = new ArrayList<>();
    for (int s = 0; s < strips.count(); s++) {
      ConvForm form =
          new ConvForm(ConvForm.Kind.WINDOWS, dtype, strips.size(s), vectors, lanes, first);
      addIfReady(kernels, form, beginning);
      addIfReady(kernels, form.after(next), following);
    }
    boolean ready = beginning.size() == strips.count() && following.size() == strips.count();
    return ready ? new WindowKernels(strips, vectors, lanes, beginning, following) : null;
  }

  /** Asks for every kernel, even after one was missing, so that all get prepared. */
  private static void addIfReady(ConvKernels kernels, ConvForm form, List<ConvKernel> to) {
    ConvKernel kernel = kernels.find(form);
    if (kernel != null) {
      to.add(kernel);
    }
  }
}
