package dev.narae.cpu.conv;

import java.lang.foreign.MemorySegment;

/** Megabytes that all threads of one computation share and kernels read without checks. */
public interface SharedStage extends AutoCloseable {
  /** The memory to give to kernels. */
  MemorySegment memory();

  /** Where the room begins. */
  long at();

  @Override
  void close();
}
