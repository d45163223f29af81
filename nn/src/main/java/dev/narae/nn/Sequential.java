package dev.narae.nn;

import dev.narae.Tensor;
import java.util.Iterator;
import java.util.List;
import java.util.SequencedMap;

/** Layers one after another: each takes the output of the one before. */
public final class Sequential extends Layer implements Iterable<Layer> {

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

  /**
   * The layer at an index.
   *
   * @throws IndexOutOfBoundsException if there is none
   */
  public Layer get(int index) {
    return layers().get(index);
  }

  /** How many layers there are. */
  public int size() {
    return children().size();
  }

  @Override
  public Iterator<Layer> iterator() {
    return layers().iterator();
  }

  private List<Layer> layers() {
    return children().values().stream().map(Layer.class::cast).toList();
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
