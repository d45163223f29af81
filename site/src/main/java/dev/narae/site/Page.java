package dev.narae.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.commonmark.node.Node;

/**
 * One Markdown page.
 *
 * @param source its file, relative to the project's folder
 * @param content what stands there
 * @param sections its headings
 */
record Page(Path source, Node content, List<Markdown.Section> sections) {
  private static final String README = "README.md";

  static Page read(Path root, Path source) throws IOException {
    Node content = Markdown.parse(Files.readString(root.resolve(source)));
    return new Page(source, content, Markdown.sections(content));
  }

  /** The first heading. */
  String title() {
    return sections.getFirst().title();
  }

  /** Its file in the site: where the source lies, so that links keep their form. */
  Path file() {
    return Path.of(html(source.toString()));
  }

  /** The files and folders of the project that it points to, relative to the project's folder. */
  Stream<Path> linkedFiles() {
    return Markdown.targets(content).stream()
        .filter(link -> !Target.isExternal(link) && !link.startsWith("#"))
        .map(link -> source.resolveSibling(Target.of(link).path()).normalize())
        .filter(file -> !file.startsWith(".."));
  }

  /** The site's path for a path to a page; others stay as they are. */
  static String html(String path) {
    if (path.equals(README) || path.endsWith("/" + README)) {
      return path.substring(0, path.length() - README.length()) + "index.html";
    }
    return path.endsWith(".md") ? path.substring(0, path.length() - 3) + ".html" : path;
  }
}
