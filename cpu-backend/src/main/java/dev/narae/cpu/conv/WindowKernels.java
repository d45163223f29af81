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
 * @param family that the kernels belong to
 * @param strips of the rows of the product
 * @param vectors in a row of a tile
 * @param lanes elements of a vector
 * @param first kernel of each strip for a product, or for the first slab of one
 * @param more kernel of each strip that adds a further slab; empty without slabs
 * @param last kernel of each strip that stores the sums of slabs; empty without slabs
 */
record WindowKernels(
    ConvKernels family,
    RowStrips strips,
    int vectors,
    int lanes,
    List<ConvKernel> first,
    List<ConvKernel> more,
    List<ConvKernel> last) {

  /** What is done with products. */
  enum Use {
    /** They replace what is there. */
    STORE,
    /** They are added to what is there. */
    ADD,
    /** They are added up slab by slab, elsewhere, and replace what is there. */
    STORE_SLABS
  }

  /**
   * Finds kernels: with vectors once they are compiled, else plain loops.
   *
   * @param rows of the product
   * @param width elements in a row of the output
   * @param steps products that are to be computed
   */
  static WindowKernels find(
      ConvRuntime runtime, DType dtype, int rows, int width, Use use, long steps) {
    ConvKernels vectors = runtime.kernels();
    WindowKernels found = vectors == null ? null : find(vectors, dtype, rows, width, use, steps);
    return found == null ? plain(dtype, rows, width, use) : found;
  }

  /** Plain loops, which touch no element outside of a row. */
  static WindowKernels plain(DType dtype, int rows, int width, Use use) {
    return Objects.requireNonNull(find(new ScalarKernels(), dtype, rows, width, use, 0));
  }

  /** The kernels of a family, or null if one is not compiled yet; all are asked for. */
  static @Nullable WindowKernels find(
      ConvKernels kernels, DType dtype, int rows, int width, Use use, long steps) {
    int vectors = kernels.vectors(rows);
    int lanes = kernels.lanes(dtype, width);
    RowStrips strips = RowStrips.of(rows, kernels.rows(vectors));
    List<ConvKernel> first = new ArrayList<>();
    List<ConvKernel> more = new ArrayList<>();
    List<ConvKernel> last = new ArrayList<>();
    Before before = use == Use.ADD ? Before.RESULT : Before.NOTHING;
    for (int s = 0; s < strips.count(); s++) {
      ConvForm form =
          new ConvForm(ConvForm.Kind.WINDOWS, dtype, strips.size(s), vectors, lanes, before);
      addIfReady(kernels, form, steps, first);
      if (use == Use.STORE_SLABS) {
        addIfReady(kernels, form.of(ConvForm.Kind.WINDOWS, Before.RESULT), steps, more);
        addIfReady(kernels, form.of(ConvForm.Kind.SUMS, Before.NOTHING), steps, last);
      }
    }
    int missing = strips.count() - first.size();
    if (use == Use.STORE_SLABS) {
      missing += 2 * strips.count() - more.size() - last.size();
    }
    return missing == 0
        ? new WindowKernels(kernels, strips, vectors, lanes, first, more, last)
        : null;
  }

  /** Asks for every kernel, even after one was missing, so that all get prepared. */
  private static void addIfReady(
      ConvKernels kernels, ConvForm form, long steps, List<ConvKernel> to) {
    ConvKernel kernel = kernels.find(form, steps);
    if (kernel != null) {
      to.add(kernel);
    }
  }
}
