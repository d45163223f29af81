package dev.narae.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/**
 * The links of a written site, Javadoc included: each leads to a file, its anchor to an element.
 */
final class SiteLinks {
  /** Of each page, the anchors it has. */
  private final Map<Path, Set<String>> anchors = new HashMap<>();

  private final List<String> dead = new ArrayList<>();

  private SiteLinks() {}

  /** A line for each link that leads nowhere. */
  static List<String> dead(Path site) throws IOException {
    SiteLinks links = new SiteLinks();
    Map<Path, Set<String>> targets = new HashMap<>();
    try (Stream<Path> files = Files.walk(site)) {
      for (Path file : files.filter(file -> file.toString().endsWith(".html")).sorted().toList()) {
        Document page = Jsoup.parse(file);
        links.anchors.put(file, anchors(page));
        targets.put(file, targets(page));
      }
    }
    targets.forEach((page, found) -> found.forEach(link -> links.check(site, page, link)));
    return links.dead.stream().sorted().toList();
  }

  private static Set<String> anchors(Document page) {
    Set<String> anchors = new HashSet<>();
    for (Element element : page.select("[id], a[name]")) {
      anchors.add(element.id());
      anchors.add(element.attr("name"));
    }
    return anchors;
  }

  private static Set<String> targets(Document page) {
    Set<String> targets = new HashSet<>();
    page.select("[href]").forEach(element -> targets.add(element.attr("href")));
    page.select("[src]").forEach(element -> targets.add(element.attr("src")));
    return targets;
  }

  private void check(Path site, Path page, String link) {
    problem(page, link)
        .ifPresent(problem -> dead.add(site.relativize(page) + ": " + link + ": " + problem));
  }

  private Optional<String> problem(Path page, String link) {
    if (Target.isExternal(link)) {
      return Target.isWellFormed(link) ? Optional.empty() : Optional.of("not a URL");
    }
    if (link.startsWith("javascript:") || link.startsWith("data:")) {
      return Optional.empty();
    }
    Target target = Target.of(link);
    Path file = target.path().isEmpty() ? page : page.resolveSibling(target.path()).normalize();
    if (!Files.isRegularFile(file)) {
      return Optional.of("no such file");
    }
    Set<String> known = anchors.get(file);
    return target.anchor().isEmpty() || known == null || known.contains(target.anchor())
        ? Optional.empty()
        : Optional.of("no such anchor");
  }
}
