package dev.narae;

import static dev.narae.Refusals.refusal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Indices as text, and what ranges mean. */
final class IndexTest {

  @Test
  void aTextMeansWhatTheBuilderSays() {
    assertEquals(
        List.of(
            Index.from(1),
            Index.all().step(2),
            Index.of(-1),
            Index.newAxis(),
            Index.ellipsis(),
            Index.range(-3, 4).step(-5)),
        Index.parse(" 1: ,::2,-1, None,... , -3:4:-5,"));
  }

  /** The places are counted from 1; the mark stands below the mistake. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                    | 1  | expected a number
          1:, x                 | 5  | expected a number
          1, , 2                | 4  | expected a number
          0 1                   | 3  | expected ','
          1:2:3:4               | 6  | expected ','
          ::0                   | 3  | a step must not be 0
          1, -                  | 5  | expected a digit
          99999999999999999999  | 1  | a number must fit into 64 bits
          ....                  | 4  | expected ','
          """)
  void aMistakeIsShown(String text, int place, String expected) {
    String message = refusal(IllegalArgumentException.class, () -> Index.parse(text));
    String[] lines = message.lines().toArray(String[]::new);
    assertEquals("at: " + expected, lines[0].substring(0, 4 + expected.length()));
    assertEquals("  " + text, lines[1]);
    assertEquals(place + 2, lines[2].length());
    assertEquals('^', lines[2].charAt(place + 1));
  }

  @Test
  void rangesAreCutAsInPython() {
    assertEquals(new SubviewOp.Cut(0, 3, 1), Index.range(-9, 9).resolve(3));
    assertEquals(new SubviewOp.Cut(0, 0, 1), Index.range(2, 1).resolve(3));
    assertEquals(new SubviewOp.Cut(2, 3, -1), Index.all().step(-1).resolve(3));
    assertEquals(new SubviewOp.Cut(2, 1, 1), Index.from(9).step(-7).resolve(3));
    assertEquals(new SubviewOp.Cut(1, 1, 1), Index.from(1).step(Long.MAX_VALUE).resolve(3));
    assertEquals(new SubviewOp.Cut(2, 1, 1), Index.all().step(Long.MIN_VALUE).resolve(3));
    assertEquals(new SubviewOp.Cut(0, 0, 1), Index.all().step(-1).resolve(0));
  }

  @Test
  void aStepOfZeroIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> Index.all().step(0));
  }

  @Test
  void twoEllipsesAreRefused() {
    String message =
        refusal(
            IllegalArgumentException.class,
            () -> IndexPlan.of("at", Shape.of(2), Index.parse("..., ...")));
    assertEquals("at: [..., ...] has more than one '...'", message.split(";", 2)[0]);
  }
}
