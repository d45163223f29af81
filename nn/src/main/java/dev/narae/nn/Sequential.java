package dev.narae.nn;

import dev.narae.Tensor;
import java.util.SequencedMap;

/** Layers one after another: each takes the output of the one before. */
public final class Sequential extends Layer {

  /** Layers named {@code 0}, {@code 1}, … */
  public Sequential(Layer... layers) {
    for (int i = 0; i < layers.length; i++) {
      child(Integer.toString(i), layers[i]);
    }
  }

  /** Layers with names. */
  public Sequential(SequencedMap<String, Layer> layers) {
    layers.forEach(this::child);
  }

  @Override
  protected Tensor forward(Tensor x) {
    Tensor output = x;
    for (Module layer : children().values()) {
      output = ((Layer) layer).call(output);
    }
    return output;
  }
}
