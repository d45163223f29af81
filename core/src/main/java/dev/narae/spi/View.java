package dev.narae.spi;

import dev.narae.DType;
import dev.narae.Shape;

/**
 * A tensor as a backend sees it: typed elements of a buffer, placed by a layout.
 *
 * @param buffer the memory, made by the same backend
 * @param dtype the type of the elements
 * @param layout where they lie, in elements of {@code dtype}
 */
public record View(Buffer buffer, DType dtype, Layout layout) {
  /** The extents. */
  public Shape shape() {
    return layout.shape();
  }

  /** The same elements under another layout. */
  public View with(Layout other) {
    return new View(buffer, dtype, other);
  }

  /** This view broadcast to a larger shape. */
  public View broadcastTo(Shape target) {
    return target.equals(shape()) ? this : with(layout.broadcastTo(target));
  }
}
