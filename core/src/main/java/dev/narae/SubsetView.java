package dev.narae;

import dev.narae.spi.Layout;

/** A view that shows each element of its input at most once; {@link PlaceOp} is its transpose. */
interface SubsetView extends ViewOp {

  /** The layout of the view of a tensor that lies as {@code from}. */
  Layout of(Layout from);

  @Override
  default Layout infer(Tensor input) {
    return of(input.layout());
  }
}
