package dev.narae.examples.mnist;

/**
 * What decides the result of a run, besides the data; kept in its checkpoints.
 *
 * @param epochs passes over the data, those before a resume included
 * @param batch images in a batch
 * @param lr learning rate of SGD
 * @param seed start of all random numbers
 */
record TrainSettings(int epochs, int batch, double lr, long seed) {
  static final TrainSettings DEFAULTS = new TrainSettings(5, 32, 0.01, 0);
}
