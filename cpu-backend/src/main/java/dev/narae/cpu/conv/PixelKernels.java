package dev.narae.cpu.conv;

import dev.narae.DType;
import dev.narae.cpu.conv.ConvForm.Before;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The kernels of kind PIXELS for products of taps and output channels: the taps in strips, the
 * channels in panels of one or more vectors.
 *
 * @param taps strips of the taps
 * @param panels of the output channels, in vectors
 * @param lanes elements of a vector
 * @param kernels for each panel one for its larger and one for its smaller strips of taps
 */
record PixelKernels(RowStrips taps, RowStrips panels, int lanes, List<ConvKernel> kernels) {

  /** Finds kernels: with vectors once they are compiled, else plain loops. */
  static PixelKernels find(@Nullable ConvKernels vectors, DType dtype, ConvSizes sizes) {
    PixelKernels found = vectors == null ? null : ready(vectors, dtype, sizes);
    return found == null ? plain(dtype, sizes) : found;
  }

  /** Plain loops. */
  static PixelKernels plain(DType dtype, ConvSizes sizes) {
    return Objects.requireNonNull(ready(new ScalarKernels(), dtype, sizes));
  }

  private static @Nullable PixelKernels ready(ConvKernels available, DType dtype, ConvSizes sizes) {
    int lanes = available.lanes(dtype, sizes.out());
    int wide = Math.min(2, available.vectors(Integer.MAX_VALUE));
    RowStrips panels = RowStrips.of(Math.ceilDiv(sizes.out(), lanes), wide);
    RowStrips taps = RowStrips.of(sizes.taps(), available.rows(panels.size(0)));
    List<ConvKernel> kernels = new ArrayList<>();
    for (int panel = 0; panel < panels.count(); panel++) {
      for (int strip : new int[] {0, taps.count() - 1}) {
        ConvForm form =
            new ConvForm(
                ConvForm.Kind.PIXELS,
                dtype,
                taps.size(strip),
                panels.size(panel),
                lanes,
                Before.RESULT);
        ConvKernel kernel = available.find(form, sizes.allProducts());
        if (kernel != null) {
          kernels.add(kernel);
        }
      }
    }
    boolean ready = kernels.size() == 2 * panels.count();
    return ready ? new PixelKernels(taps, panels, lanes, kernels) : null;
  }

  /** How many strips of taps are one larger than the others. */
  int largerStrips() {
    return taps.extent() % taps.count();
  }

  /** The kernel of a panel for its larger strips, or those that are not. */
  ConvKernel kernel(int panel, boolean larger) {
    return kernels.get(2 * panel + (larger ? 0 : 1));
  }

  /** Output channels of a panel, those that fill it up included. */
  int channels(int panel) {
    return panels.size(panel) * lanes;
  }

  /** The first output channel of a panel. */
  int start(int panel) {
    return panels.start(panel) * lanes;
  }

  /** Output channels of all panels. */
  int channels() {
    return panels.extent() * lanes;
  }
}
