package dev.narae.cpu.conv;

import dev.narae.DType;
import org.jspecify.annotations.Nullable;

/** Kernels in plain loops, whose vectors are whole rows. */
final class ScalarKernels implements ConvKernels {
  private static final int ROWS = 6;

  @Override
  public int lanes(DType dtype, int width) {
    return width;
  }

  @Override
  public int vectors(int rows) {
    return 1;
  }

  @Override
  public int rows(int vectors) {
    return ROWS;
  }

  @Override
  public int registers() {
    return 0;
  }

  @Override
  public ConvKernel find(ConvForm form, long steps) {
    ScalarKernel kernel =
        form.dtype() == DType.F32 ? new ScalarFloatKernel(form) : new ScalarDoubleKernel(form);
    return switch (form.kind()) {
      case WINDOWS -> kernel::windows;
      case PIXELS -> kernel::pixels;
      case IMAGES, CHANNELS ->
          throw new IllegalArgumentException("conv2d: plain loops have no lanes");
      case SUMS -> kernel::sums;
    };
  }

  @Override
  public @Nullable FloatTaps floatTaps(long steps) {
    return null;
  }

  @Override
  public @Nullable DoubleTaps doubleTaps(long steps) {
    return null;
  }

  @Override
  public @Nullable PoolLoops pools(long steps) {
    return null;
  }

  @Override
  public @Nullable WinogradLoops winograd(long steps) {
    return null;
  }

  @Override
  public @Nullable LaneLoops lanes(long steps) {
    return null;
  }

  @Override
  public long stageRoom() {
    return 0;
  }

  @Override
  public ConvStage stage() {
    throw new IllegalStateException("conv2d: plain loops need no stage");
  }

  @Override
  public long reach() {
    return Long.MAX_VALUE;
  }

  @Override
  public @Nullable SharedStage shared() {
    return null;
  }
}
