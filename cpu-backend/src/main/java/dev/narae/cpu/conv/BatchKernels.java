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
 * @param wide kernels whose tiles cover several vectors
 * @param singles kernels whose tiles cover one; none if there is no such tile
 */
record BatchKernels(BatchCells cells, RowStrips strips, OfTiles wide, OfTiles singles) {

  /** Vectors of a wide tile: the fewer channels there are, the more, so that sums are many. */
  static int perTile(ConvSizes sizes) {
    if (sizes.out() <= 2) {
      return 8;
    }
    return sizes.out() <= 4 ? 4 : 2;
  }

  /**
   * Kernels of one size of tiles.
   *
   * @param first kernel of each strip for all taps, or for their first slab
   * @param more kernel of each strip that adds a further slab; empty without slabs
   */
  record OfTiles(List<ConvKernel> first, List<ConvKernel> more) {
    /** What computes the taps from one on, of a strip. */
    ConvKernel of(int strip, int tap) {
      return (tap == 0 ? first : more).get(strip);
    }
  }

  /**
   * Finds them, or null as long as something is not compiled yet; all is asked for.
   *
   * @param perTile vectors of a wide tile
   * @param alone whether there are tiles of one vector
   */
  static @Nullable BatchKernels find(
      ConvKernels kernels, ConvSizes sizes, int perTile, boolean alone) {
    RowStrips strips = RowStrips.of(sizes.out(), kernels.rows(perTile));
    LaneLoops loops = kernels.lanes(sizes.allProducts());
    OfTiles wide = find(kernels, sizes, strips, perTile);
    OfTiles singles = alone ? find(kernels, sizes, strips, 1) : new OfTiles(List.of(), List.of());
    return loops != null && wide != null && singles != null
        ? new BatchKernels(new BatchCells(loops), strips, wide, singles)
        : null;
  }

  private static @Nullable OfTiles find(
      ConvKernels kernels, ConvSizes sizes, RowStrips strips, int perTile) {
    List<ConvKernel> first = find(kernels, sizes, strips, perTile, Before.NOTHING);
    boolean slabs = sizes.taps() > GemmEngine.SLAB;
    List<ConvKernel> more =
        slabs ? find(kernels, sizes, strips, perTile, Before.RESULT) : List.of();
    boolean ready = first.size() == strips.count() && (!slabs || more.size() == strips.count());
    return ready ? new OfTiles(first, more) : null;
  }

  private static List<ConvKernel> find(
      ConvKernels kernels, ConvSizes sizes, RowStrips strips, int perTile, Before before) {
    int lanes = kernels.lanes(DType.F32, sizes.outW());
    List<ConvKernel> found = new ArrayList<>();
    for (int s = 0; s < strips.count(); s++) {
      ConvForm form =
          new ConvForm(ConvForm.Kind.CHANNELS, DType.F32, strips.size(s), perTile, lanes, before);
      ConvKernel kernel = kernels.find(form, sizes.allProducts());
      if (kernel != null) {
        found.add(kernel);
      }
    }
    return found;
  }
}
