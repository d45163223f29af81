package dev.narae.cpu;

import dev.narae.spi.Layout;
import dev.narae.spi.View;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * The elements of a view, densely in row-major order.
 *
 * @param memory that holds them
 * @param at position of the first one, in elements
 */
public record Dense(MemorySegment memory, long at) {

  /** The view's own memory if it is dense, else a copy of it. */
  public static Dense of(View view, Scratch scratch) {
    if (view.layout().isContiguous()) {
      return new Dense(CpuBuffer.of(view), view.layout().offset());
    }
    MemorySegment copy = scratch.take(view.shape().size() * view.dtype().bytes());
    move(view, copy, true);
    return new Dense(copy, 0);
  }

  /** Memory for a view's elements to be computed in: its own if it is dense, else to be stored. */
  public static Dense target(View view, Scratch scratch) {
    return view.layout().isContiguous()
        ? new Dense(CpuBuffer.of(view), view.layout().offset())
        : new Dense(scratch.take(view.shape().size() * view.dtype().bytes()), 0);
  }

  /** Copies the elements to the view they were computed for, unless they are there already. */
  public void store(View view) {
    if (!view.layout().isContiguous()) {
      move(view, memory, false);
    }
  }

  private static void move(View view, MemorySegment dense, boolean load) {
    Layout rowMajor = Layout.contiguous(view.shape());
    RowWalk walk = new RowWalk(view.shape(), List.of(view.layout(), rowMajor));
    MemorySegment memory = CpuBuffer.of(view);
    int bytes = view.dtype().bytes();
    long step = walk.step(0);
    long width = walk.width();
    walk.visit(
        0,
        walk.rows(),
        at -> {
          if (load) {
            Cells.copy(memory, at[0], step, dense, at[1], 1, width, bytes);
          } else {
            Cells.copy(dense, at[1], 1, memory, at[0], step, width, bytes);
          }
        });
  }
}
