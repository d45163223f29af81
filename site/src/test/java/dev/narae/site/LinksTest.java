package dev.narae.site;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No page and no part of the site has a dead link, and the checks would notice one. */
class LinksTest {
  private static final Path ROOT = Path.of("..");

  @Test
  void allLinksOfThePagesLead() throws IOException {
    Site site = Site.read(ROOT);
    assertTrue(site.pages().size() > 10, site.pages().size() + " pages");
    assertEquals(List.of(), new PageLinks(ROOT, site.pages()).dead());
  }

  @Test
  void allLinksOfTheSiteLead(@TempDir Path folder) throws IOException {
    Site.read(ROOT).write(folder.resolve("site"));
    assertEquals(List.of(), SiteLinks.dead(folder.resolve("site")));
  }

  private static void project(Path folder, String readme) throws IOException {
    Files.createDirectories(folder.resolve("docs"));
    Files.writeString(folder.resolve("README.md"), readme);
    Files.writeString(folder.resolve("CONTRIBUTING.md"), "# Contributing\n");
    Files.writeString(folder.resolve("docs/page.md"), "# Page\n\n## A `part`, of it\n");
  }

  @Test
  void deadLinksOfPagesAreListed(@TempDir Path folder) throws IOException {
    project(
        folder,
        """
        # Narae

        ## Here

        [a](docs/page.md) [b](docs/page.md#a-part-of-it) [c](#here) [d](https://example.org/x#y)
        [e](docs/none.md) [f](docs/page.md#none) [g](#none) [h](../outside) ![i](none.svg)
        [j](https://) [k](http:x)
        """);
    assertEquals(
        List.of(
            "README.md: docs/none.md: no such file",
            "README.md: docs/page.md#none: no such heading",
            "README.md: #none: no such heading",
            "README.md: ../outside: no such file",
            "README.md: none.svg: no such file",
            "README.md: https://: not a URL",
            "README.md: http:x: not a URL"),
        new PageLinks(folder, Site.read(folder).pages()).dead());
  }

  @Test
  void deadLinksOfTheSiteAreListed(@TempDir Path folder) throws IOException {
    project(
        folder, "# Narae\n\n[a](docs/page.md#a-part-of-it) [b](none.md) [c](docs/page.md#none)\n");
    Path site = folder.resolve("site");
    Site.read(folder).write(site);
    assertEquals(
        List.of(
            "index.html: docs/page.html#none: no such anchor",
            "index.html: none.html: no such file"),
        SiteLinks.dead(site));
  }
}
