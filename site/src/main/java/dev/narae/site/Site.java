package dev.narae.site;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.stream.Stream;

/**
 * The site made of a project's Markdown pages.
 *
 * @param root the project's folder
 * @param pages the README, CONTRIBUTING, all in {@code docs} and what these point to
 * @param api the folder with the Javadoc, if it was made
 */
record Site(Path root, List<Page> pages, Optional<Path> api) {
  private static final Path API = Path.of("api");
  private static final Path STYLE = Path.of("style.css");

  static Site read(Path root) throws IOException {
    SequencedSet<Path> sources = new LinkedHashSet<>();
    sources.add(Path.of("README.md"));
    sources.add(Path.of("CONTRIBUTING.md"));
    try (Stream<Path> docs = Files.walk(root.resolve("docs"))) {
      docs.filter(Site::isMarkdown).sorted().map(root::relativize).forEach(sources::add);
    }
    List<Page> pages = new ArrayList<>();
    Deque<Path> left = new ArrayDeque<>(sources);
    while (!left.isEmpty()) {
      Page page = Page.read(root, left.remove());
      pages.add(page);
      page.linkedFiles()
          .filter(file -> isMarkdown(file) && Files.isRegularFile(root.resolve(file)))
          .filter(sources::add)
          .forEach(left::add);
    }
    return new Site(root, List.copyOf(pages), Optional.empty());
  }

  private static boolean isMarkdown(Path file) {
    return file.toString().endsWith(".md");
  }

  /** The same with Javadoc. */
  Site withApi(Path folder) {
    return new Site(root, pages, Optional.of(folder));
  }

  /** Writes it into a folder, which holds the whole site without any other file. */
  void write(Path out) throws IOException {
    deleteAll(out);
    Files.createDirectories(out);
    Files.writeString(out.resolve(STYLE), resource("style.css"));
    for (Page page : pages) {
      Path file = out.resolve(page.file());
      Files.createDirectories(file.getParent());
      Files.writeString(file, html(page));
      copyWhatItShows(page, out);
    }
    if (api.isPresent()) {
      copyAll(api.get(), out.resolve(API));
    }
  }

  private String html(Page page) {
    Optional<Path> index = api.map(_ -> API.resolve("index.html"));
    String title = page.title();
    return resource("page.html")
        .replace("@title@", Html.escape(title.equals("Narae") ? title : title + " · Narae"))
        .replace("@style@", Navigation.relative(page, STYLE))
        .replace("@home@", Navigation.relative(page, Path.of("index.html")))
        .replace("@navigation@", Navigation.html(pages, page, index))
        .replace("@content@", Markdown.html(page.content(), Site::target));
  }

  private static String target(String link) {
    if (Target.isExternal(link)) {
      return link;
    }
    int hash = link.indexOf('#');
    return hash < 0 ? Page.html(link) : Page.html(link.substring(0, hash)) + link.substring(hash);
  }

  /** Pictures and other files of the project that a page points to. */
  private void copyWhatItShows(Page page, Path out) throws IOException {
    for (Path file : page.linkedFiles().toList()) {
      if (!isMarkdown(file) && Files.isRegularFile(root.resolve(file))) {
        Path copy = out.resolve(file);
        Files.createDirectories(copy.getParent());
        Files.copy(root.resolve(file), copy, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private static void copyAll(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = to.resolve(from.relativize(file));
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private static void deleteAll(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static String resource(String name) {
    try (InputStream in = Objects.requireNonNull(Site.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
