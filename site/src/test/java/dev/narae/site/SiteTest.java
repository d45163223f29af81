package dev.narae.site;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiteTest {
  private static final String CHART =
      """
      flowchart TD
        a --> b-c
        a -.-> d
      """;

  private static Path project(Path folder) throws IOException {
    Files.createDirectories(folder.resolve("docs/guide"));
    Files.writeString(folder.resolve("README.md"), "# Narae\n\n![Curve](docs/curve.svg)\n");
    Files.writeString(folder.resolve("CONTRIBUTING.md"), "# Contributing\n");
    Files.writeString(folder.resolve("docs/curve.svg"), "<svg/>");
    Files.writeString(folder.resolve("docs/other.md"), "# A < B\n\n```mermaid\n" + CHART + "```\n");
    Files.writeString(
        folder.resolve("docs/guide/one.md"),
        """
        # One

        ## Part

        [up](../../README.md) [there](../other.md#a--b)

        ```java
        List<String> x;
        ```

        ```text
        a message
        ```

        | a | b |
        |---|---|
        | `1` | 2 ms |
        """);
    return folder;
  }

  @Test
  void everyPageIsWrittenWhereItsSourceLies(@TempDir Path folder) throws IOException {
    Path out = folder.resolve("out");
    Site.read(project(folder)).write(out);
    assertEquals("<svg/>", Files.readString(out.resolve("docs/curve.svg")));
    String page = Files.readString(out.resolve("docs/guide/one.html"));
    assertTrue(page.contains("<title>One · Narae</title>"), page);
    assertTrue(page.contains("<link rel=\"stylesheet\" href=\"../../style.css\">"), page);
    assertTrue(page.contains("<a href=\"../../index.html\">up</a>"), page);
    assertTrue(page.contains("<a href=\"../other.html#a--b\">there</a>"), page);
    assertTrue(page.contains("<li><a href=\"#part\">Part</a></li>"), page);
    assertTrue(page.contains("List&lt;String&gt; x;"), page);
    assertTrue(page.contains("<td><code>1</code></td>"), page);
    assertTrue(page.contains("<td>2&nbsp;ms</td>"), page);
    assertTrue(page.contains("<pre tabindex=\"0\" class=\"text\"><code>a message"), page);
    assertFalse(page.contains("@"), "a place of the template was not filled");
  }

  /** A folder's own README, too, is a page once some page points to it. */
  @Test
  void pagesThatAPagePointsToAreWritten(@TempDir Path folder) throws IOException {
    Files.createDirectories(project(folder).resolve("examples/tour"));
    Files.writeString(
        folder.resolve("docs/new.md"), "# New\n\n[tour](../examples/tour/README.md)\n");
    Files.writeString(
        folder.resolve("examples/tour/README.md"), "# Tour\n\n[book](tour.ipynb) [on](more.md)\n");
    Files.writeString(folder.resolve("examples/tour/tour.ipynb"), "{}");
    Files.writeString(folder.resolve("examples/tour/more.md"), "# More\n");
    Path out = folder.resolve("out");
    Site.read(folder).write(out);
    assertEquals(List.of(), SiteLinks.dead(out));
    assertTrue(Files.exists(out.resolve("examples/tour/index.html")));
    assertTrue(Files.exists(out.resolve("examples/tour/more.html")));
    assertEquals("{}", Files.readString(out.resolve("examples/tour/tour.ipynb")));
  }

  /** Of a page that nobody gave a place, the others still show the way to it. */
  @Test
  void everyPageIsInTheNavigation(@TempDir Path folder) throws IOException {
    Site site = Site.read(project(folder));
    String html =
        Navigation.html(site.pages(), site.pages().getFirst(), java.util.Optional.empty());
    assertTrue(html.contains("<a href=\"#top\" aria-current=\"page\">Overview</a>"), html);
    assertTrue(
        html.contains("<h2>More</h2>\n<ul>\n<li><a href=\"docs/other.html\">A &lt; B</a>"), html);
  }

  @Test
  void javadocIsCopiedAndLinked(@TempDir Path folder) throws IOException {
    Path api = Files.createDirectories(folder.resolve("javadoc"));
    Files.writeString(api.resolve("index.html"), "<p>API</p>");
    Path out = folder.resolve("out");
    Site.read(project(folder)).withApi(api).write(out);
    assertEquals("<p>API</p>", Files.readString(out.resolve("api/index.html")));
    String page = Files.readString(out.resolve("docs/guide/one.html"));
    assertTrue(page.contains("<a href=\"../../api/index.html\">Javadoc</a>"), page);
  }

  @Test
  void flowchartsAreDrawn(@TempDir Path folder) throws IOException {
    Path out = folder.resolve("out");
    Site.read(project(folder)).write(out);
    String page = Files.readString(out.resolve("docs/other.html"));
    assertTrue(page.contains("<figure><svg viewBox="), page);
    assertEquals(3, page.split("<rect ", -1).length - 1);
    assertEquals(2, page.split("marker-end=", -1).length - 1);
    assertEquals(1, page.split("stroke-dasharray=", -1).length - 1);
    assertTrue(page.contains(">b-c</text>"), page);
  }

  @Test
  void flowchartOfAnotherFormIsRefused() {
    assertEquals(List.of("a", "b-c", "d"), Flowchart.parse(CHART).boxes());
    IllegalArgumentException line =
        assertThrows(
            IllegalArgumentException.class, () -> Flowchart.parse("flowchart TD\na ==> b\n"));
    assertEquals(
        "flowchart: 'a ==> b' is not of the form 'a --> b' or 'a -.-> b'", line.getMessage());
    assertThrows(IllegalArgumentException.class, () -> Flowchart.parse("graph LR\na --> b\n"));
  }
}
