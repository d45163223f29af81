package dev.narae.site;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The links of the Markdown pages: each must lead to a file or folder of the project, and its
 * anchor to a heading of a page.
 *
 * @param root the project's folder
 * @param pages all of them
 */
record PageLinks(Path root, List<Page> pages) {

  /** A line for each link that leads nowhere. */
  List<String> dead() {
    List<String> dead = new ArrayList<>();
    for (Page page : pages) {
      for (String link : Markdown.targets(page.content())) {
        problem(page, link)
            .ifPresent(problem -> dead.add(page.source() + ": " + link + ": " + problem));
      }
    }
    return dead;
  }

  private Optional<String> problem(Page page, String link) {
    if (Target.isExternal(link)) {
      return Target.isWellFormed(link) ? Optional.empty() : Optional.of("not a URL");
    }
    Target target = Target.of(link);
    Path file =
        target.path().isEmpty()
            ? page.source()
            : page.source().resolveSibling(target.path()).normalize();
    if (file.startsWith("..") || !Files.exists(root.resolve(file))) {
      return Optional.of("no such file");
    }
    if (target.anchor().isEmpty()) {
      return Optional.empty();
    }
    return pages.stream()
            .filter(other -> other.source().equals(file))
            .flatMap(other -> other.sections().stream())
            .anyMatch(section -> section.anchor().equals(target.anchor()))
        ? Optional.empty()
        : Optional.of("no such heading");
  }
}
