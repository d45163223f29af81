package dev.narae.examples;

import static dev.narae.examples.browser.Browser.DESKTOP;
import static dev.narae.examples.browser.Browser.PHONE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.examples.browser.Browser;
import dev.narae.examples.lab.LabOutcomes;
import dev.narae.examples.lab.book.LabBook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The lab book of all items in a real browser. */
class LabBookBrowserTest {
  /** Of each item, how many plots with axes, graphs and other pictures it has. */
  private static final Map<String, List<Long>> PICTURES =
      Map.ofEntries(
          Map.entry("1", List.of(3L, 0L, 0L)),
          Map.entry("2-1", List.of(0L, 0L, 0L)),
          Map.entry("2-3", List.of(0L, 1L, 0L)),
          Map.entry("3", List.of(0L, 1L, 0L)),
          Map.entry("4", List.of(1L, 0L, 0L)),
          Map.entry("5", List.of(1L, 1L, 0L)),
          Map.entry("6", List.of(1L, 0L, 0L)),
          Map.entry("7", List.of(2L, 0L, 0L)),
          Map.entry("8", List.of(2L, 0L, 0L)),
          Map.entry("9", List.of(2L, 0L, 1L)),
          Map.entry("11", List.of(0L, 0L, 0L)),
          Map.entry("12", List.of(0L, 0L, 0L)),
          Map.entry("13", List.of(0L, 0L, 0L)));

  @TempDir private static Path folder;

  private static @Nullable Browser browser;

  @BeforeAll
  static void startTheBrowser() throws IOException {
    browser = Browser.start("the lab book");
    Files.writeString(folder.resolve("lab.html"), LabBook.of(LabOutcomes.all(), "cpu"));
  }

  @AfterAll
  static void stopTheBrowser() {
    if (browser != null) {
      browser.close();
    }
  }

  /** Shows the page, with its code, as a screen of that width would. */
  private static Browser open(int width, String colours) {
    Browser browser = LabBookBrowserTest.browser;
    if (browser == null) {
      throw new AssertionError("the browser was not started");
    }
    browser.open(folder.resolve("lab.html"), width, colours);
    assertEquals("The Narae lab book", browser.title());
    assertEquals((long) width, browser.run("return window.innerWidth"), "the window's width");
    browser.run("return [...document.querySelectorAll('details')].map(d => d.open = true)");
    return browser;
  }

  @Test
  void everyPlotIsPresentAndNotEmpty() {
    Browser browser = open(DESKTOP, "light");
    PICTURES.forEach(
        (item, pictures) ->
            assertEquals(
                pictures,
                browser.run(
                    """
                    return ['figure > svg', '.graph > svg', 'img'].map(kind =>
                      document.querySelectorAll('#item-%s ' + kind).length);
                    """
                        .formatted(item)),
                "plots, graphs and pictures of item " + item));
    assertEquals(List.of(), browser.emptyPictures(), "pictures that show nothing");
    assertEquals(
        List.of(),
        browser.run(
            """
            const ink = getComputedStyle(document.documentElement).color;
            return [...document.querySelectorAll('figure > svg')].filter(svg => {
              const all = svg.getBoundingClientRect();
              const shapes = [...svg.querySelectorAll('path, polyline, line, circle')];
              const lines = shapes.filter(
                shape => shape.getBoundingClientRect().width > all.width / 4);
              // Letters are drawn as shapes; beside numbers there is the name of each axis.
              const letters = shapes.filter(shape => getComputedStyle(shape).fill === ink)
                .map(shape => shape.getBoundingClientRect());
              const below = letters.filter(box => box.top > all.top + 0.8 * all.height);
              const left = letters.filter(
                box => box.right < all.left + all.width / 4 && !below.includes(box));
              return all.width < 200 || all.height < 100 || lines.length < 3
                || left.length < 3 || below.length < 3;
            }).map(svg => svg.getAttribute('aria-label'));
            """),
        "plots without a line or without numbers at both axes");
  }

  /** The digits of this page are not MNIST's, and so are its figures not the report's. */
  @Test
  void whatDoesNotAgreeIsMarked() {
    Browser browser = open(DESKTOP, "light");
    assertEquals(
        List.of("item-9"),
        browser.run(
            "return [...document.querySelectorAll('section:has(h2 .bad)')].map(s => s.id)"));
  }

  @Test
  void theConsoleStaysEmpty() {
    assertEquals(List.of(), open(DESKTOP, "light").console());
  }

  @Test
  void nothingScrollsSidewaysOnAPhone() {
    assertEquals(PHONE, open(PHONE, "light").width(), "the width of the page");
  }

  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void textsStandOut(String colours) throws IOException {
    Browser browser = open(DESKTOP, colours);
    Browser.Contrast contrast = browser.contrast();
    assertEquals(List.of(), contrast.bad(), colours);
    assertTrue(contrast.checked() > 50, contrast.toString());
    browser.keep("lab-desktop-" + colours);
    browser.show(PHONE, colours);
    browser.keep("lab-phone-" + colours);
  }
}
