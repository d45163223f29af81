package dev.narae.cpu.vector;

import dev.narae.cpu.conv.SharedStage;
import java.lang.foreign.MemorySegment;

/** The part of the {@link GemmScratch} that threads share, which has been acquired. */
final class SharedScratch implements SharedStage {
  @Override
  public MemorySegment memory() {
    return GemmScratch.MEMORY;
  }

  @Override
  public long at() {
    return GemmScratch.shared();
  }

  @Override
  public void close() {
    GemmScratch.releaseShared();
  }
}
