package dev.narae.examples.report;

/**
 * What a network says about one image.
 *
 * @param pixels grey values row by row, 0 is the background; read, never changed
 * @param width columns of the image
 * @param label the true class
 * @param predicted the class the network finds likeliest
 * @param confidence the probability it gives that class, 0 to 1
 */
@SuppressWarnings("ArrayRecordComponent") // a picture in passing: never compared, never kept
public record Prediction(byte[] pixels, int width, int label, int predicted, double confidence) {

  int height() {
    return pixels.length / width;
  }

  boolean correct() {
    return label == predicted;
  }
}
