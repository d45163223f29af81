package dev.narae.examples.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;

/** Draws images in a grid, each with what the network took it for; mistakes in red. */
public final class DigitSheet {
  private static final int COLUMNS = 10;
  private static final int TILE = 96;
  private static final int GAP = 14;
  private static final int CAPTION = 24;
  private static final int MARGIN = 28;
  private static final int HEADING = 46;

  private static final Color INK = new Color(0x333333);
  private static final Color RIGHT = new Color(0x2B8A3E);
  private static final Color WRONG = new Color(0xC92A2A);
  private static final Color FRAME = new Color(0xD0D0D0);

  /** A row of tiles under a heading. */
  public record Section(String heading, List<Prediction> predictions) {
    /** Copies the list, so that the section cannot change. */
    public Section {
      predictions = List.copyOf(predictions);
    }

    private int height() {
      int rows = (predictions.size() + COLUMNS - 1) / COLUMNS;
      return HEADING + rows * (TILE + CAPTION + GAP);
    }
  }

  private DigitSheet() {}

  /** Draws the sections below each other. */
  public static BufferedImage draw(List<Section> sections) {
    int width = 2 * MARGIN + COLUMNS * (TILE + GAP) - GAP;
    int height = 2 * MARGIN + sections.stream().mapToInt(Section::height).sum() - GAP;
    BufferedImage sheet = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = sheet.createGraphics();
    try {
      g.setColor(Color.WHITE);
      g.fillRect(0, 0, width, height);
      g.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      int top = MARGIN;
      for (Section section : sections) {
        drawSection(g, section, top);
        top += section.height();
      }
    } finally {
      g.dispose();
    }
    return sheet;
  }

  private static void drawSection(Graphics2D g, Section section, int top) {
    g.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 18));
    g.setColor(INK);
    g.drawString(section.heading(), MARGIN, top + 22);
    for (int i = 0; i < section.predictions().size(); i++) {
      int x = MARGIN + i % COLUMNS * (TILE + GAP);
      int y = top + HEADING + i / COLUMNS * (TILE + CAPTION + GAP);
      drawTile(g, section.predictions().get(i), x, y);
    }
  }

  private static void drawTile(Graphics2D g, Prediction p, int x, int y) {
    Color color = p.correct() ? RIGHT : WRONG;
    g.drawImage(picture(p), x, y, TILE, TILE, null);
    g.setColor(p.correct() ? FRAME : WRONG);
    g.setStroke(new BasicStroke(p.correct() ? 1f : 3f));
    g.drawRect(x, y, TILE - 1, TILE - 1);
    g.setColor(color);
    g.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 14));
    String text = p.correct() ? "" + p.predicted() : p.predicted() + " not " + p.label();
    int baseline = y + TILE + 17;
    g.drawString(text, x, baseline);
    g.setColor(Color.GRAY);
    g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 11));
    String percent = String.format(Locale.ROOT, "%.0f%%", 100 * p.confidence());
    g.drawString(percent, x + TILE - g.getFontMetrics().stringWidth(percent), baseline);
  }

  /** Dark strokes on white paper, as the digits were written. */
  private static BufferedImage picture(Prediction p) {
    BufferedImage image = new BufferedImage(p.width(), p.height(), BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < p.pixels().length; i++) {
      int grey = 255 - Byte.toUnsignedInt(p.pixels()[i]);
      image.setRGB(i % p.width(), i / p.width(), grey * 0x010101);
    }
    return image;
  }
}
