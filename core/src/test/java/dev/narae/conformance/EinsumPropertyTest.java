package dev.narae.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.narae.DType;
import dev.narae.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random equations of any kind against the loop that defines them. */
final class EinsumPropertyTest {
  private static final String LETTERS = "abXY";
  private static final int EQUATIONS = 400;

  @Test
  void randomEquationsAgreeWithTheDefinition() {
    Random random = new Random(7);
    for (int i = 0; i < EQUATIONS; i++) {
      check(random);
    }
  }

  private static void check(Random random) {
    long[] sizes = LETTERS.chars().mapToLong(_ -> 1 + random.nextInt(3)).toArray();
    StringBuilder left = new StringBuilder();
    List<Values> values = new ArrayList<>();
    List<Tensor> tensors = new ArrayList<>();
    int operands = 1 + random.nextInt(4);
    for (int k = 0; k < operands; k++) {
      String term = term(random, random.nextInt(4));
      left.append(k == 0 ? "" : ",").append(term);
      long[] shape = term.chars().mapToLong(c -> sizes[LETTERS.indexOf(c)]).toArray();
      Values own = Input.real(-2, 2, shape).values(DType.F64, random);
      values.add(own);
      tensors.add(Tensors.dense(own, DType.F64));
    }
    String equation = left + "->" + output(random, left.toString());
    Values expected = EinsumCases.byDefinition(equation, values);
    Tensor actual = Tensor.einsum(equation, tensors.toArray(Tensor[]::new));
    assertEquals(expected.shape(), actual.shape(), equation);
    assertArrayEquals(expected.data(), actual.toDoubleArray(), 1e-9, equation);
  }

  private static String term(Random random, int length) {
    StringBuilder term = new StringBuilder();
    for (int i = 0; i < length; i++) {
      term.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return term.toString();
  }

  /** Some of the letters that occur, each once, in a random order. */
  private static String output(Random random, String left) {
    StringBuilder output = new StringBuilder();
    for (int i = 0; i < LETTERS.length(); i++) {
      char c = LETTERS.charAt(i);
      if (left.indexOf(c) >= 0 && random.nextBoolean()) {
        output.insert(random.nextInt(output.length() + 1), c);
      }
    }
    return output.toString();
  }
}
