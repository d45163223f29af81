package dev.narae.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The code of the tutorial and of every page of the guide runs, and prints what stands there. */
class PagesTest {
  private static final Path DOCS = Path.of("..", "docs");

  static Stream<Path> pages() throws IOException {
    try (Stream<Path> guide = Files.list(DOCS.resolve("guide"))) {
      List<Path> pages = guide.filter(page -> page.toString().endsWith(".md")).sorted().toList();
      assertTrue(!pages.isEmpty(), "the guide has no page");
      return Stream.concat(Stream.of(DOCS.resolve("tutorial.md")), pages.stream());
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void printsWhatItShows(Path page, @TempDir Path folder) throws Exception {
    PageProgram program = PageProgram.read(page);
    assertTrue(!program.blocks().isEmpty(), page + " has no code");
    List<String> printed = program.run(folder);
    assertEquals(program.blocks().size(), printed.size());
    if (Boolean.getBoolean("narae.docs.write")) {
      Files.writeString(page, program.rewritten(printed));
    }
    for (int i = 0; i < printed.size(); i++) {
      PageProgram.Block block = program.blocks().get(i);
      assertEquals(block.printed(), printed.get(i), block.code());
    }
  }
}
