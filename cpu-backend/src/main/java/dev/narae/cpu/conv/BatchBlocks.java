package dev.narae.cpu.conv;

import java.util.ArrayList;
import java.util.List;

/**
 * The output pixels of a {@link BatchSums}, in blocks of rows that are computed, and brought back
 * to their images, together.
 *
 * @param rows of each block
 * @param pixels of each block
 */
record BatchBlocks(RowStrips rows, List<List<MetPixels>> pixels) {

  /** Bytes of a block's results; more rows have more pixels that meet the same taps. */
  private static final int BYTES = 1 << 16;

  /** Blocks that an image is cut into at least, for as many threads. */
  private static final int FEWEST = 2;

  /**
   * Blocks of a cell, of at least as many pixels as are brought back at a time.
   *
   * @param lanes images of a vector
   * @param perTile vectors that a tile covers
   */
  static BatchBlocks of(ConvSizes sizes, int lanes, int perTile) {
    long row = (long) sizes.out() * sizes.outW() * BatchCells.IMAGES * Float.BYTES;
    int least = Math.min(sizes.outH(), Math.ceilDiv(BatchCells.IMAGES, sizes.outW()));
    int most = Math.max(least, sizes.outH() / FEWEST);
    int atOnce = perTile <= 2 ? least : (int) Math.clamp(BYTES / row, least, most);
    RowStrips rows = new RowStrips(sizes.outH(), sizes.outH() / atOnce);
    List<List<MetTaps>> taps = taps(sizes);
    List<List<MetPixels>> pixels = new ArrayList<>();
    for (int b = 0; b < rows.count(); b++) {
      pixels.add(MetPixels.of(taps, rows.start(b), rows.start(b) + rows.size(b), lanes, perTile));
    }
    return new BatchBlocks(rows, pixels);
  }

  private static List<List<MetTaps>> taps(ConvSizes sizes) {
    List<Reach> columns = Reach.columns(sizes);
    List<List<MetTaps>> taps = new ArrayList<>();
    for (Reach rows : Reach.rows(sizes)) {
      List<MetTaps> inRows = new ArrayList<>();
      for (Reach reach : columns) {
        inRows.add(MetTaps.of(sizes, rows, reach, BatchCells.IMAGES * Float.BYTES));
      }
      taps.add(inRows);
    }
    return taps;
  }

  int count() {
    return rows.count();
  }

  /** Whether some vector has a tile of its own. */
  boolean anyAlone() {
    return pixels.stream().flatMap(List::stream).anyMatch(some -> some.perTile() == 1);
  }
}
