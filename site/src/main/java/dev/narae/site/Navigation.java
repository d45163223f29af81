package dev.narae.site;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The pages in groups, in the order in which a reader may want them. */
final class Navigation {
  /** A page named here need not exist; one that is not named comes last. */
  private static final Map<String, List<String>> GROUPS = groups();

  private Navigation() {}

  private static Map<String, List<String>> groups() {
    Map<String, List<String>> groups = new LinkedHashMap<>();
    groups.put("Start", List.of("README.md", "docs/tutorial.md", "examples/notebook/README.md"));
    groups.put("Guide", List.of("docs/guide/"));
    groups.put(
        "Reference",
        List.of(
            "docs/commands.md",
            "docs/operators.md",
            "docs/performance.md",
            "docs/gpu.md",
            "docs/gpu-results.md"));
    groups.put(
        "Inside",
        List.of("docs/architecture.md", "docs/kernels.md", "docs/decisions.md", "CONTRIBUTING.md"));
    return groups;
  }

  /** The groups that have a page. */
  static Map<String, List<Page>> of(List<Page> pages) {
    Map<String, List<Page>> groups = new LinkedHashMap<>();
    List<Page> left = new ArrayList<>(pages);
    GROUPS.forEach(
        (group, names) -> {
          List<Page> members = new ArrayList<>();
          for (String name : names) {
            pages.stream().filter(page -> isNamed(page, name)).forEach(members::add);
          }
          left.removeAll(members);
          groups.put(group, members);
        });
    groups.put("More", left);
    groups.values().removeIf(List::isEmpty);
    return groups;
  }

  private static boolean isNamed(Page page, String name) {
    String source = page.source().toString();
    return name.endsWith("/") ? source.startsWith(name) : source.equals(name);
  }

  /** The list of all pages, with the sections of the one that shows it. */
  static String html(List<Page> pages, Page current, Optional<Path> api) {
    StringBuilder html = new StringBuilder();
    of(pages)
        .forEach(
            (group, members) -> {
              html.append("<h2>").append(group).append("</h2>\n<ul>\n");
              members.forEach(page -> html.append(entry(page, current)));
              html.append("</ul>\n");
            });
    api.ifPresent(
        index ->
            html.append("<h2>API</h2>\n<ul>\n<li><a href=\"")
                .append(relative(current, index))
                .append("\">Javadoc</a></li>\n</ul>\n"));
    return html.toString();
  }

  private static String entry(Page page, Page current) {
    String title =
        Html.escape(page.source().toString().equals("README.md") ? "Overview" : page.title());
    if (!page.source().equals(current.source())) {
      return "<li><a href=\"%s\">%s</a></li>\n".formatted(relative(current, page.file()), title);
    }
    StringBuilder html = new StringBuilder("<li><a href=\"#top\" aria-current=\"page\">");
    html.append(title).append("</a>\n<ul>\n");
    for (Markdown.Section section : page.sections()) {
      if (section.level() == 2) {
        html.append(
            "<li><a href=\"#%s\">%s</a></li>\n"
                .formatted(section.anchor(), Html.escape(section.title())));
      }
    }
    return html.append("</ul></li>\n").toString();
  }

  /** The way from a page to a file of the site. */
  static String relative(Page from, Path to) {
    return "../".repeat(from.file().getNameCount() - 1) + to;
  }
}
