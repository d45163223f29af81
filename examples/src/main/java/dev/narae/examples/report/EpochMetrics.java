package dev.narae.examples.report;

/**
 * What one epoch came to.
 *
 * @param epoch counts from 1
 * @param trainLoss mean loss per image over the training phase, while the weights still moved
 * @param trainAccuracy share of training images classified correctly in that phase, 0 to 1
 * @param validationLoss mean loss per image over the validation phase
 * @param validationAccuracy share of validation images classified correctly, 0 to 1
 * @param imagesPerSecond images trained per second in the training phase
 * @param seconds duration of both phases together
 */
public record EpochMetrics(
    int epoch,
    double trainLoss,
    double trainAccuracy,
    double validationLoss,
    double validationAccuracy,
    double imagesPerSecond,
    double seconds) {}
