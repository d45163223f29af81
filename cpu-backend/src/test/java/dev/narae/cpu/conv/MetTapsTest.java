package dev.narae.cpu.conv;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.narae.Window;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which taps meet the image, counted one by one. */
class MetTapsTest {
  private static final ConvSizes SIZES =
      new ConvSizes(new Window(2, 1, 3, 2, 1, 2), 1, 1, 3, 7, 6, 1, 4, 3);

  @Test
  void reachesCoverAllOutputsInOrder() {
    List<Reach> rows = Reach.rows(SIZES);
    int next = 0;
    for (Reach reach : rows) {
      assertEquals(next, reach.from());
      next = reach.to();
      for (int y = reach.from(); y < reach.to(); y++) {
        for (int k = 0; k < SIZES.kernelH(); k++) {
          int row = y * 2 - 3 + k;
          assertEquals(row >= 0 && row < 7, k >= reach.first() && k < reach.end());
        }
      }
    }
    assertEquals(SIZES.outH(), next);
    assertEquals(new Reach(4, 6, 0, 2), Reach.columns(SIZES).getLast());
  }

  @Test
  void reachesAreAsLongAsTheyCanBe() {
    ConvSizes unpadded = new ConvSizes(new Window(1, 1, 0, 0, 1, 1), 1, 1, 1, 12, 12, 1, 5, 5);
    assertEquals(List.of(new Reach(0, 8, 0, 5)), Reach.rows(unpadded));
    assertEquals(40, Reach.met(Reach.rows(unpadded)));
    ConvSizes turned = unpadded.transposed();
    assertEquals(9, Reach.rows(turned).size());
    assertEquals(40, Reach.met(Reach.rows(turned)), "every product of the other direction");
  }

  @Test
  void tapsBeforeAnotherAreThoseThatMeetTheImage() {
    int window = SIZES.kernelH() * SIZES.kernelW();
    for (Reach rows : Reach.rows(SIZES)) {
      for (Reach columns : Reach.columns(SIZES)) {
        MetTaps taps = MetTaps.of(SIZES, rows, columns, 1);
        int before = 0;
        for (int tap = 0; tap < SIZES.taps(); tap++) {
          assertEquals(before, taps.before(tap));
          assertEquals(before - tap / window * rows.count() * columns.count(), taps.inChannel(tap));
          int row = tap % window / SIZES.kernelW();
          int column = tap % SIZES.kernelW();
          boolean met =
              row >= rows.first()
                  && row < rows.end()
                  && column >= columns.first()
                  && column < columns.end();
          before += met ? 1 : 0;
        }
        assertEquals(before, taps.before(SIZES.taps()));
      }
    }
  }

  @Test
  void stepsLeadThroughAChannelAndToTheNext() {
    Reach rows = new Reach(0, 1, 2, 4);
    Reach columns = new Reach(0, 1, 1, 3);
    long[] steps = MetTaps.of(SIZES, rows, columns, 10).steps();
    assertArrayEquals(new long[] {0, 7, 20, 8, 60, 10, 80, 11, 420, 12}, steps);
  }
}
