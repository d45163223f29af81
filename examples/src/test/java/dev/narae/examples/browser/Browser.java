package dev.narae.examples.browser;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * A browser without a window, which {@code .ci/install-browser.sh} installs. Paths of browser and
 * driver are given, so that Selenium fetches neither.
 */
public final class Browser implements AutoCloseable {
  /** The width of a phone's screen. */
  public static final int PHONE = 375;

  /** The width of a window on a desk. */
  public static final int DESKTOP = 1280;

  private final ChromeDriver driver;

  /**
   * What was found of the contrast of texts.
   *
   * @param checked how many elements stand out as WCAG AA asks
   * @param bad those that do not
   */
  public record Contrast(long checked, List<?> bad) {}

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  /**
   * Starts a browser, or skips the test where there is none.
   *
   * @param what is looked at, such as {@code the lab book}
   */
  public static Browser start(String what) {
    Optional<Path> browser = inPath("chromium", "google-chrome");
    Optional<Path> chromedriver = inPath("chromedriver");
    assumeTrue(
        browser.isPresent() && chromedriver.isPresent(),
        "no chromium with chromedriver here, so "
            + what
            + " is not tested in a browser; run .ci/install-browser.sh");
    ChromeOptions options = new ChromeOptions();
    options.setBinary(browser.orElseThrow().toFile());
    // Containers have no sandbox for the browser and little shared memory.
    options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage");
    options.addArguments("--disable-gpu", "--hide-scrollbars", "--no-proxy-server");
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    System.setProperty("webdriver.chrome.driver", chromedriver.orElseThrow().toString());
    return new Browser(new ChromeDriver(options));
  }

  private static Optional<Path> inPath(String... names) {
    return Stream.of(names)
        .flatMap(
            name ->
                Stream.of(System.getenv("PATH").split(":")).map(folder -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  @Override
  public void close() {
    driver.quit();
  }

  /** Shows a page on a screen that is so many pixels wide, {@code light} or {@code dark}. */
  public void open(Path page, int width, String colours) {
    show(width, colours);
    driver.get(page.toUri().toString());
  }

  /** Shows the same page on another screen. */
  public void show(int width, String colours) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", width == PHONE));
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", colours))));
  }

  /** The page's title. */
  public String title() {
    return Objects.requireNonNull(driver.getTitle());
  }

  /** What a script returns. */
  public Object run(String script) {
    return Objects.requireNonNull(driver.executeScript(script), script);
  }

  /** Messages of the console since the last call, such as of files that are missing. */
  public List<String> console() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .map(LogEntry::toString)
        .toList();
  }

  /** The width that the page takes; more than the screen's means that it scrolls sideways. */
  public int width() {
    return ((Number) run("return document.scrollingElement.scrollWidth")).intValue();
  }

  /** Pictures that show nothing. */
  public List<?> emptyPictures() {
    return (List<?>)
        run(
            """
            return [...document.querySelectorAll('svg, img')].filter(picture => {
              const box = picture.getBoundingClientRect();
              const empty = picture.tagName === 'IMG'
                ? picture.naturalWidth === 0 : picture.querySelectorAll('path').length === 0;
              return empty || box.width < 50 || box.height < 50;
            }).map(picture => picture.outerHTML.substring(0, 200));
            """);
  }

  /** Looks with Deque's axe-core, which knows how WCAG counts contrast. */
  public Contrast contrast() throws IOException {
    if (!Boolean.TRUE.equals(run("return typeof axe !== 'undefined'"))) {
      driver.executeScript(axe());
    }
    Object found =
        driver.executeAsyncScript(
            """
            const done = arguments[arguments.length - 1];
            axe.run(document, {runOnly: ['color-contrast']}).then(
              result => done({
                checked: result.passes.reduce((sum, rule) => sum + rule.nodes.length, 0),
                bad: result.violations.flatMap(rule => rule.nodes).map(
                  node => node.html.substring(0, 150) + ': ' + node.failureSummary)}));
            """);
    Map<?, ?> result = (Map<?, ?>) Objects.requireNonNull(found);
    return new Contrast(
        ((Number) Objects.requireNonNull(result.get("checked"))).longValue(),
        (List<?>) Objects.requireNonNull(result.get("bad")));
  }

  private static String axe() throws IOException {
    try (InputStream in = Browser.class.getResourceAsStream("/axe.min.js")) {
      if (in == null) {
        throw new AssertionError("axe.min.js is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Keeps what is on the screen where {@code narae.screenshots} names a folder. */
  public void keep(String name) throws IOException {
    String folder = System.getProperty("narae.screenshots", "");
    if (!folder.isEmpty()) {
      Path file = Files.createDirectories(Path.of(folder)).resolve(name + ".png");
      Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
    }
  }
}
