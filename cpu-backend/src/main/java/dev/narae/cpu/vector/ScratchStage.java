package dev.narae.cpu.vector;

import dev.narae.cpu.conv.ConvStage;
import java.lang.foreign.MemorySegment;

/** A slot of the {@link GemmScratch} for operands of convolutions. */
final class ScratchStage implements ConvStage {
  private final GemmScratch.Slot slot = GemmScratch.acquire();

  @Override
  public MemorySegment memory() {
    return GemmScratch.MEMORY;
  }

  @Override
  public long at() {
    return slot.a();
  }

  @Override
  public long put(MemorySegment from, long at, long bytes) {
    MemorySegment.copy(from, at, GemmScratch.MEMORY, slot.a(), bytes);
    return slot.a();
  }

  @Override
  public void close() {
    GemmScratch.release(slot);
  }
}
