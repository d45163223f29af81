package dev.narae.cpu.conv;

import org.jspecify.annotations.Nullable;

/**
 * Packed weights where the kernels of one thread read them fastest, for as long as it is open.
 *
 * @param weights to give to kernels
 * @param stage that holds them; null if they are too many
 */
record StagedWeights(PackedWeights weights, @Nullable ConvStage stage) implements AutoCloseable {

  /** Copies the weights of all groups, if there is room for them. */
  static StagedWeights of(ConvKernels kernels, PackedWeights weights, int groups) {
    long bytes = weights.bytes(groups);
    long room = kernels.stageRoom();
    if (room == 0 || bytes > room) {
      return new StagedWeights(weights, null);
    }
    ConvStage stage = kernels.stage();
    long at = stage.put(weights.memory(), weights.start(), bytes);
    return new StagedWeights(weights.in(stage.memory(), at), stage);
  }

  @Override
  public void close() {
    if (stage != null) {
      stage.close();
    }
  }
}
