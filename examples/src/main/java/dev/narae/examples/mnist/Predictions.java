package dev.narae.examples.mnist;

import dev.narae.Grad;
import dev.narae.Scope;
import dev.narae.Tensor;
import dev.narae.data.Batch;
import dev.narae.examples.report.DigitSheet.Section;
import dev.narae.examples.report.Prediction;
import dev.narae.nn.Layer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Picks test images to show together with what the network takes them for. */
final class Predictions {
  private static final int FIRST = 40;
  private static final int MISTAKES = 20;

  private Predictions() {}

  /** What the network says about one image, by its position in the set. */
  private record Answer(long index, int label, int predicted, double confidence) {
    boolean wrong() {
      return label != predicted;
    }
  }

  /** The first images of the test set, and the mistakes that the network is surest of. */
  static List<Section> sections(Layer model, MnistSets sets) {
    List<Answer> answers = answers(model, sets);
    List<Answer> first = answers.subList(0, Math.min(FIRST, answers.size()));
    List<Answer> mistakes =
        answers.stream()
            .filter(Answer::wrong)
            .sorted(Comparator.comparingDouble(Answer::confidence).reversed())
            .limit(MISTAKES)
            .toList();
    List<Section> sections = new ArrayList<>();
    sections.add(new Section("The first test images of " + sets.name(), pictures(first, sets)));
    if (!mistakes.isEmpty()) {
      sections.add(new Section("The mistakes it is surest of", pictures(mistakes, sets)));
    }
    return sections;
  }

  private static List<Answer> answers(Layer model, MnistSets sets) {
    model.eval();
    List<Answer> answers = new ArrayList<>();
    try (var _ = Grad.noGrad()) {
      sets.testing().epoch(0).forEachScoped(batch -> addAnswers(model, batch, answers));
    }
    return answers;
  }

  private static void addAnswers(Layer model, Batch batch, List<Answer> answers) {
    Tensor logProbabilities = model.call(batch.input());
    long[] labels = batch.target().toLongArray();
    long[] predicted = logProbabilities.argmax(1).toLongArray();
    double[] confidence = logProbabilities.amax(1).exp().toDoubleArray();
    for (int i = 0; i < labels.length; i++) {
      answers.add(new Answer(answers.size(), (int) labels[i], (int) predicted[i], confidence[i]));
    }
  }

  private static List<Prediction> pictures(List<Answer> answers, MnistSets sets) {
    return answers.stream().map(answer -> picture(answer, sets)).toList();
  }

  private static Prediction picture(Answer answer, MnistSets sets) {
    try (Scope _ = Scope.open()) {
      long[] values = sets.test().get(new long[] {answer.index}).input().toLongArray();
      byte[] pixels = new byte[values.length];
      for (int i = 0; i < values.length; i++) {
        pixels[i] = (byte) values[i];
      }
      return new Prediction(
          pixels, MnistData.SIDE, answer.label, answer.predicted, answer.confidence);
    }
  }
}
