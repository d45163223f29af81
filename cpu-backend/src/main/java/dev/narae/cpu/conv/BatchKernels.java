package dev.narae.cpu.conv;

import dev.narae.DType;
import dev.narae.cpu.GemmEngine;
import dev.narae.cpu.conv.ConvForm.Before;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What computes sums of F32 with a lane for each image.
 *
 * @param cells of the images
 * @param strips of the output channels
 * @param first kernel of each strip for all taps, or for their first slab
 * @param more kernel of each strip that adds a further slab; empty without slabs
 */
record BatchKernels(
    BatchCells cells, RowStrips strips, List<ConvKernel> first, List<ConvKernel> more) {

  /** Finds them, or null as long as something is not compiled yet; all is asked for. */
  static @Nullable BatchKernels find(ConvKernels kernels, ConvSizes sizes) {
    long steps = sizes.allProducts();
    RowStrips strips = strips(kernels, sizes);
    LaneLoops loops = kernels.lanes(steps);
    List<ConvKernel> first = find(kernels, sizes, strips, Before.NOTHING);
    boolean slabs = sizes.taps() > GemmEngine.SLAB;
    List<ConvKernel> more = slabs ? find(kernels, sizes, strips, Before.RESULT) : List.of();
    boolean ready = first.size() == strips.count() && (!slabs || more.size() == strips.count());
    return ready && loops != null
        ? new BatchKernels(new BatchCells(loops), strips, first, more)
        : null;
  }

  /** The strips of output channels. */
  private static RowStrips strips(ConvKernels kernels, ConvSizes sizes) {
    return RowStrips.of(sizes.out(), kernels.rows(BatchCells.VECTORS));
  }

  private static List<ConvKernel> find(
      ConvKernels kernels, ConvSizes sizes, RowStrips strips, Before before) {
    int lanes = kernels.lanes(DType.F32, sizes.outW());
    List<ConvKernel> found = new ArrayList<>();
    for (int s = 0; s < strips.count(); s++) {
      ConvForm form =
          new ConvForm(
              ConvForm.Kind.CHANNELS, DType.F32, strips.size(s), BatchCells.VECTORS, lanes, before);
      ConvKernel kernel = kernels.find(form, sizes.allProducts());
      if (kernel != null) {
        found.add(kernel);
      }
    }
    return found;
  }
}
