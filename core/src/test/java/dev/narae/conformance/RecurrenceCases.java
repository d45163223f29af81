package dev.narae.conformance;

import dev.narae.Recurrence;
import dev.narae.RecurrentWeights;
import dev.narae.Shape;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import java.util.List;
import java.util.stream.Stream;

/** Recurrences over whole sequences; the last part of the last state is added to each result. */
final class RecurrenceCases {
  private RecurrenceCases() {}

  static List<OpCase> all() {
    return Stream.of(Recurrence.values())
        .flatMap(kind -> Stream.of(of(kind, true), of(kind, false)))
        .toList();
  }

  private static Input in(long... sizes) {
    return Input.real(-1, 1, sizes);
  }

  private static OpCase of(Recurrence kind, boolean biases) {
    OpCase result =
        OpCase.of(
                "recurrence(%s%s)".formatted(kind, biases ? "" : ", without biases"),
                in -> scan(kind, in, biases),
                in -> new Reference(kind, in, biases).result())
            .within(2e-5, 1e-12);
    for (long[] sizes :
        biases
            ? new long[][] {{3, 2, 2, 2}, {1, 1, 3, 1}, {5, 3, 4, 9}}
            : new long[][] {{2, 1, 2, 2}, {2, 17, 3, 18}}) {
      result = result.sample(inputs(kind, sizes[0], sizes[1], sizes[2], sizes[3], biases));
    }
    return biases ? refusing(kind, result) : result;
  }

  private static Input[] inputs(
      Recurrence kind, long steps, long batch, long width, long hidden, boolean biases) {
    long rows = kind.gates() * hidden;
    Stream<Input> first =
        Stream.concat(
            Stream.of(in(steps, batch, width)),
            Stream.generate(() -> in(batch, hidden)).limit(kind.states()));
    Stream<Input> weights = Stream.of(in(rows, width), in(rows, hidden));
    Stream<Input> rest = biases ? Stream.of(in(rows), in(rows)) : Stream.of();
    return Stream.of(first, weights, rest).flatMap(s -> s).toArray(Input[]::new);
  }

  private static Tensor scan(Recurrence kind, List<Tensor> in, boolean biases) {
    int weight = 1 + kind.states();
    RecurrentWeights weights =
        new RecurrentWeights(
            in.get(weight),
            in.get(weight + 1),
            biases ? in.get(weight + 2) : null,
            biases ? in.get(weight + 3) : null);
    List<Tensor> results = kind.scan(in.get(0), in.subList(1, weight), weights);
    return results.getFirst().add(results.getLast());
  }

  private static OpCase refusing(Recurrence kind, OpCase to) {
    long rows = 3L * kind.gates();
    return to.refuses(
            refused(kind, "no steps", Shape.of(0, 2, 4), 3, Shape.of(rows, 4), "[0, 2, 4]"))
        .refuses(refused(kind, "a matrix", Shape.of(2, 4), 3, Shape.of(rows, 4), "[2, 4]"))
        .refuses(
            refused(
                kind,
                "a weight of another width",
                Shape.of(1, 2, 4),
                3,
                Shape.of(rows, 5),
                "[%d, 5]".formatted(rows),
                "[%d, 4]".formatted(rows)))
        .refuses(
            refused(
                kind,
                "a state of another size",
                Shape.of(1, 2, 4),
                2,
                Shape.of(rows, 4),
                "[%d, 4]".formatted(2 * kind.gates())));
  }

  private static ErrorCase refused(
      Recurrence kind, String what, Shape x, long hidden, Shape weight, String... fragments) {
    String[] all = java.util.Arrays.copyOf(fragments, fragments.length + 1);
    all[fragments.length] = "recurrence";
    return ErrorCase.of(
        what,
        ShapeException.class,
        () -> {
          Tensor state = Tensor.zeros(2, hidden);
          Tensor recurrent = Tensor.zeros(3L * kind.gates(), 3);
          RecurrentWeights weights =
              new RecurrentWeights(Tensor.zeros(weight.dims()), recurrent, null, null);
          return kind.scan(
                  Tensor.zeros(x.dims()),
                  kind.states() == 2 ? List.of(state, state) : List.of(state),
                  weights)
              .getFirst();
        },
        all);
  }

  /** The definitions, number by number. */
  private static final class Reference {
    private final Recurrence kind;
    private final List<Values> in;
    private final boolean biases;
    private final int hidden;
    private final int batch;
    private final int steps;
    private double[][] h;
    private double[][] c;

    Reference(Recurrence kind, List<Values> in, boolean biases) {
      this.kind = kind;
      this.in = in;
      this.biases = biases;
      this.steps = (int) in.get(0).dim(0);
      this.batch = (int) in.get(1).dim(0);
      this.hidden = (int) in.get(1).dim(1);
      this.h = state(1);
      this.c = state(kind.states());
    }

    private double[][] state(int input) {
      double[][] values = new double[batch][hidden];
      for (int b = 0; b < batch; b++) {
        for (int j = 0; j < hidden; j++) {
          values[b][j] = in.get(input).at(b, j);
        }
      }
      return values;
    }

    Values result() {
      double[][][] outputs = new double[steps][][];
      for (int t = 0; t < steps; t++) {
        step(t);
        outputs[t] = h;
      }
      double[][] last = kind == Recurrence.LSTM ? c : h;
      return Values.generate(
          Shape.of(steps, batch, hidden),
          i -> outputs[(int) i[0]][(int) i[1]][(int) i[2]] + last[(int) i[1]][(int) i[2]]);
    }

    private void step(int t) {
      double[][] next = new double[batch][hidden];
      double[][] cells = new double[batch][hidden];
      for (int b = 0; b < batch; b++) {
        for (int j = 0; j < hidden; j++) {
          next[b][j] =
              switch (kind) {
                case TANH -> Math.tanh(sum(t, b, 0, j));
                case RELU -> Math.max(0, sum(t, b, 0, j));
                case LSTM -> {
                  cells[b][j] =
                      sigmoid(sum(t, b, 1, j)) * c[b][j]
                          + sigmoid(sum(t, b, 0, j)) * Math.tanh(sum(t, b, 2, j));
                  yield sigmoid(sum(t, b, 3, j)) * Math.tanh(cells[b][j]);
                }
                case GRU -> {
                  double reset = sigmoid(sum(t, b, 0, j));
                  double keep = sigmoid(sum(t, b, 1, j));
                  double fresh = Math.tanh(input(t, b, 2, j) + reset * recurrent(b, 2, j));
                  yield (1 - keep) * fresh + keep * h[b][j];
                }
              };
        }
      }
      h = next;
      c = cells;
    }

    private double sum(int t, int b, int gate, int j) {
      return input(t, b, gate, j) + recurrent(b, gate, j);
    }

    private double input(int t, int b, int gate, int j) {
      int weight = 1 + kind.states();
      long row = (long) gate * hidden + j;
      double sum = biases ? in.get(weight + 2).at(row) : 0;
      for (long k = 0; k < in.get(0).dim(2); k++) {
        sum += in.get(weight).at(row, k) * in.get(0).at(t, b, k);
      }
      return sum;
    }

    private double recurrent(int b, int gate, int j) {
      int weight = 2 + kind.states();
      long row = (long) gate * hidden + j;
      double sum = biases ? in.get(weight + 2).at(row) : 0;
      for (int k = 0; k < hidden; k++) {
        sum += in.get(weight).at(row, k) * h[b][k];
      }
      return sum;
    }

    private static double sigmoid(double x) {
      return 1 / (1 + Math.exp(-x));
    }
  }
}
