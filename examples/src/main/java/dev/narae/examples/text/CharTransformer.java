package dev.narae.examples.text;

import dev.narae.DType;
import dev.narae.Shape;
import dev.narae.Tensor;
import dev.narae.nn.AttentionMasks;
import dev.narae.nn.Embedding;
import dev.narae.nn.Init;
import dev.narae.nn.Linear;
import dev.narae.nn.Parameter;
import dev.narae.nn.TransformerEncoder;
import dev.narae.nn.TransformerOptions;

/**
 * A small GPT (Radford et al., "Language models are unsupervised multitask learners", 2019): four
 * layers of 128 numbers and 4 heads, learned places, normalisation first, and scores by the weights
 * of the characters themselves.
 */
final class CharTransformer extends TextModel {
  private static final int MODEL = 128;
  private static final int HEADS = 4;
  private static final int LAYERS = 4;
  private static final double DEVIATION = 0.02;

  private final Embedding characters;
  private final Embedding places;
  private final TransformerEncoder blocks;
  private final Linear scores;

  CharTransformer(int vocabulary, int context) {
    characters = child("characters", new Embedding(vocabulary, MODEL));
    places = child("places", new Embedding(context, MODEL));
    TransformerOptions options =
        TransformerOptions.DEFAULT
            .feedforward(4L * MODEL)
            .dropout(0)
            .activation(Tensor::gelu)
            .withNormFirst()
            .withBatchFirst();
    blocks = child("blocks", new TransformerEncoder(MODEL, HEADS, LAYERS, options, true));
    scores = child("scores", new Linear(characters.weight(), null));
    namedParameters().forEach(CharTransformer::first);
  }

  /** Normal weights, the smaller the more of them are added up, and no biases. */
  private static void first(String name, Parameter parameter) {
    Shape shape = parameter.shape();
    if (shape.rank() == 2) {
      boolean added = name.endsWith("out_proj.weight") || name.endsWith("linear2.weight");
      double deviation = added ? DEVIATION / Math.sqrt(2.0 * LAYERS) : DEVIATION;
      Init.normal(parameter.tensor(), 0, deviation);
    } else if (name.endsWith("bias")) {
      Init.constant(parameter.tensor(), 0);
    }
  }

  @Override
  protected Tensor forward(Tensor text) {
    Tensor numbers = Tensor.arange(text.dim(1), DType.I64, text.device());
    Tensor x = characters.call(text).add(places.call(numbers));
    return scores.call(blocks.call(x, AttentionMasks.NONE.withCausal()));
  }
}
