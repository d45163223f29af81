package dev.narae.examples.text;

import dev.narae.Grad;
import dev.narae.Scope;
import dev.narae.Tensor;
import java.util.SplittableRandom;

/** Lets a network continue a text, one character after the other. */
final class Writer {
  private final TextModel model;
  private final String characters;
  private final int context;

  Writer(TextModel model, String characters, int context) {
    this.model = model;
    this.characters = characters;
    this.context = context;
  }

  /** A text that begins with a line break, drawn as likely as the network takes it to be. */
  String write(int length, SplittableRandom random) {
    StringBuilder text = new StringBuilder("\n");
    model.eval();
    try (var _ = Grad.noGrad()) {
      while (text.length() < length) {
        text.append(next(text, random));
      }
    }
    return text.toString().strip() + "\n";
  }

  private char next(StringBuilder text, SplittableRandom random) {
    int seen = Math.min(text.length(), context);
    long[] numbers = new long[seen];
    for (int i = 0; i < seen; i++) {
      int number = characters.indexOf(text.charAt(text.length() - seen + i));
      numbers[i] = Math.max(number, 0);
    }
    try (Scope _ = Scope.open()) {
      Tensor scores = model.call(Tensor.of(numbers, 1, seen)).select(1, seen - 1).squeeze(0);
      return characters.charAt(draw(scores.softmax(0).toDoubleArray(), random.nextDouble()));
    }
  }

  private static int draw(double[] probabilities, double place) {
    double sum = 0;
    for (int i = 0; i < probabilities.length - 1; i++) {
      sum += probabilities[i];
      if (place < sum) {
        return i;
      }
    }
    return probabilities.length - 1;
  }
}
