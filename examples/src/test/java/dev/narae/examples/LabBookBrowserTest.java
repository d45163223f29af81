package dev.narae.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * The lab book in a real browser, which {@code .ci/install-browser.sh} installs. Without one the
 * test is skipped. Paths of browser and driver are given, so that Selenium fetches neither.
 */
class LabBookBrowserTest {
  private static final int PHONE = 375;
  private static final int DESKTOP = 1280;

  private static @Nullable ChromeDriver driver;

  @BeforeAll
  static void startTheBrowser() {
    Optional<Path> browser = inPath("chromium", "google-chrome");
    Optional<Path> chromedriver = inPath("chromedriver");
    assumeTrue(
        browser.isPresent() && chromedriver.isPresent(),
        "no chromium with chromedriver here, so the lab book is not tested in a browser; run"
            + " .ci/install-browser.sh");
    ChromeOptions options = new ChromeOptions();
    options.setBinary(browser.orElseThrow().toFile());
    // Containers have no sandbox for the browser and little shared memory.
    options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage");
    options.addArguments("--disable-gpu", "--hide-scrollbars", "--no-proxy-server");
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    System.setProperty("webdriver.chrome.driver", chromedriver.orElseThrow().toString());
    driver = new ChromeDriver(options);
  }

  @AfterAll
  static void stopTheBrowser() {
    if (driver != null) {
      driver.quit();
    }
  }

  private static Optional<Path> inPath(String... names) {
    return Stream.of(names)
        .flatMap(
            name ->
                Stream.of(System.getenv("PATH").split(":")).map(folder -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static ChromeDriver browser() {
    if (driver == null) {
      throw new AssertionError("the browser was not started");
    }
    return driver;
  }

  /** Shows the page as a screen of that width would. */
  private static void open(int width, String colours) {
    ChromeDriver browser = browser();
    browser.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", width == PHONE));
    browser.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", colours))));
    browser.get(LabPage.file().toUri().toString());
    assertEquals("The Narae lab book", browser.getTitle());
    Object shown = browser.executeScript("return window.innerWidth");
    assertEquals((long) width, shown, "the width of the window");
  }

  @Test
  void everyPlotIsPresentAndNotEmpty() {
    open(DESKTOP, "light");
    // Item 1 has plots, 2-3 and 3 have graphs.
    Object plots =
        browser()
            .executeScript(
                """
                return [...document.querySelectorAll('#item-1 figure > svg')].map(svg => {
                  const box = svg.getBoundingClientRect();
                  const drawn = [...svg.querySelectorAll('path, polyline, line, circle')].filter(
                    shape => shape.getBoundingClientRect().width > box.width / 4);
                  return box.width > 200 && box.height > 100 && drawn.length > 0;
                });
                """);
    assertTrue(plots instanceof List<?> all && all.size() >= 1, String.valueOf(plots));
    assertTrue(((List<?>) plots).stream().allMatch(Boolean.TRUE::equals), plots.toString());
    Object figures =
        browser()
            .executeScript(
                """
                return [...document.querySelectorAll('svg, img')].filter(picture => {
                  const box = picture.getBoundingClientRect();
                  const empty = picture.tagName === 'IMG'
                    ? picture.naturalWidth === 0 : picture.querySelectorAll('path').length === 0;
                  return empty || box.width < 50 || box.height < 50;
                }).map(picture => picture.outerHTML.substring(0, 200));
                """);
    assertEquals(List.of(), figures, "pictures that show nothing");
    Object graphs =
        browser()
            .executeScript(
                "return document.querySelectorAll('#item-2-3 .graph svg, #item-3 .graph"
                    + " svg').length");
    assertTrue((long) java.util.Objects.requireNonNull(graphs) >= 2, graphs + " graphs");
  }

  @Test
  void theConsoleStaysEmpty() {
    open(DESKTOP, "light");
    assertEquals(List.of(), browser().manage().logs().get(LogType.BROWSER).getAll());
  }

  @Test
  void nothingScrollsSidewaysOnAPhone() {
    open(PHONE, "light");
    browser().executeScript("document.querySelectorAll('details').forEach(d => d.open = true)");
    assertEquals(
        (long) PHONE,
        browser().executeScript("return document.scrollingElement.scrollWidth"),
        "the width of the page");
  }

  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void textsStandOut(String colours) throws IOException {
    open(DESKTOP, colours);
    browser().executeScript("document.querySelectorAll('details').forEach(d => d.open = true)");
    browser().executeScript(axe());
    Object found =
        browser()
            .executeAsyncScript(
                """
                const done = arguments[arguments.length - 1];
                axe.run(document, {runOnly: ['color-contrast']}).then(result => done({
                  checked: result.passes.reduce((sum, rule) => sum + rule.nodes.length, 0),
                  bad: result.violations.flatMap(rule => rule.nodes).map(
                    node => node.html.substring(0, 150) + ': ' + node.failureSummary)}));
                """);
    assertTrue(found instanceof Map<?, ?>, String.valueOf(found));
    Map<?, ?> result = (Map<?, ?>) found;
    assertEquals(List.of(), result.get("bad"), colours);
    assertTrue(
        result.get("checked") instanceof Long checked && checked > 50, result.get("checked") + "");
    String folder = System.getProperty("narae.screenshots", "");
    if (!folder.isEmpty()) {
      screenshot(Path.of(folder, "desktop-" + colours + ".png"));
      open(PHONE, colours);
      screenshot(Path.of(folder, "phone-" + colours + ".png"));
    }
  }

  private static void screenshot(Path file) throws IOException {
    Files.write(file, browser().getScreenshotAs(OutputType.BYTES));
  }

  /** Deque's axe-core, which knows how WCAG counts contrast. */
  private static String axe() throws IOException {
    try (InputStream in = LabBookBrowserTest.class.getResourceAsStream("/axe.min.js")) {
      if (in == null) {
        throw new AssertionError("axe.min.js is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
