package dev.narae.cpu.conv;

import java.lang.foreign.MemorySegment;

/**
 * Memory of one thread from which kernels read without checks: those of kind WINDOWS their A, those
 * of kind IMAGES their B. The former copy A there themselves, call by call; where many calls have
 * the same A, it is put there once before.
 */
public interface ConvStage extends AutoCloseable {
  /** The memory to give to kernels. */
  MemorySegment memory();

  /** Where the room begins. */
  long at();

  /** Copies A there, in place of what was put before; returns its position. */
  long put(MemorySegment from, long at, long bytes);

  @Override
  void close();
}
