package dev.narae.site;

import static dev.narae.examples.browser.Browser.DESKTOP;
import static dev.narae.examples.browser.Browser.PHONE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.examples.browser.Browser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every page of the site in a real browser, on a desk and on a phone, light and dark. */
class SiteBrowserTest {
  private static final Path ROOT = Path.of("..");

  @TempDir private static Path folder;

  private static @Nullable Browser browser;

  @BeforeAll
  static void startTheBrowser() throws IOException {
    browser = Browser.start("the site");
    Site.read(ROOT).write(folder.resolve("site"));
  }

  @AfterAll
  static void stopTheBrowser() {
    if (browser != null) {
      browser.close();
    }
  }

  static Stream<Path> pages() throws IOException {
    return Site.read(ROOT).pages().stream().map(Page::file);
  }

  @ParameterizedTest
  @MethodSource("pages")
  void canBeReadEverywhere(Path page) throws IOException {
    Browser browser = SiteBrowserTest.browser;
    if (browser == null) {
      throw new AssertionError("the browser was not started");
    }
    browser.open(folder.resolve("site").resolve(page), DESKTOP, "light");
    assertTrue(browser.title().contains("Narae"), browser.title());
    assertEquals(List.of(), browser.emptyPictures(), "pictures that show nothing");
    assertStandsOut(browser, page, "light");
    browser.show(DESKTOP, "dark");
    assertStandsOut(browser, page, "dark");
    browser.show(PHONE, "dark");
    assertEquals(PHONE, browser.width(), "the width of the page on a phone");
    browser.keep("site-phone-" + name(page));
    assertEquals(List.of(), browser.console(), "messages of the console");
  }

  private static void assertStandsOut(Browser browser, Path page, String colours)
      throws IOException {
    Browser.Contrast contrast = browser.contrast();
    assertEquals(List.of(), contrast.bad(), colours);
    assertTrue(contrast.checked() > 20, contrast.toString());
    browser.keep("site-desktop-" + colours + "-" + name(page));
  }

  private static String name(Path page) {
    return page.toString().replace('/', '-').replace(".html", "");
  }
}
