package dev.narae.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code narae lab} and {@code narae graph}: what they write, and how they refuse. */
class LabCommandTest {
  @TempDir private Path folder;

  @Test
  void writesOneSelfContainedPage() throws IOException {
    CommandRun run = LabPage.run();
    Path out = LabPage.file().getParent();
    assertEquals(0, run.exitCode(), run.err() + run.out());
    assertEquals(7, run.out().lines().filter(line -> line.startsWith("✓")).count(), run.out());
    String page = Files.readString(LabPage.file());
    assertTrue(page.contains("<section id=\"item-2-3\">"));
    assertTrue(page.contains("public final class</span>") || page.contains("class</span> Item"));
    for (String placeholder : List.of("style", "summary", "contents", "items")) {
      assertFalse(page.contains("{{" + placeholder + "}}"), placeholder);
    }
    String withoutNamespaces = page.replaceAll("xmlns(:\\w+)?=\"[^\"]*\"", "");
    assertFalse(withoutNamespaces.contains("http"), "the page must need no network");
    try (var files = Files.list(out)) {
      assertEquals(1, files.count(), "nothing but the page is left behind");
    }
  }

  @Test
  void refusesWhatIsNotThere() throws IOException {
    assertRefused("there is no item '10' in the lab book; it has 1, 2-1, 2-3, 3", "lab", "10");
    assertRefused("--epochs", "lab", "--epochs", "0");
    assertRefused("there is no backend named 'tpu'", "lab", "--device", "tpu", "11");
    Path file = Files.createFile(folder.resolve("file"));
    assertRefused(
        file + ": it is there already, and is not a folder", "lab", "--out", file.toString(), "11");
    assertRefused("item 11 draws no graph; items 2-3, 3 and 5 do", "graph", "11");
    assertRefused(
        "name a file that ends in .svg or .dot",
        "graph",
        "2-3",
        "--out",
        folder.resolve("g.png").toString());
  }

  private static void assertRefused(String part, String... arguments) {
    CommandRun run = CommandRun.of(arguments);
    assertEquals(2, run.exitCode(), run.err());
    assertTrue(run.err().contains(part), run.err());
    assertFalse(run.err().contains("\tat "), run.err());
  }

  @Test
  void drawsGraphs() throws IOException {
    CommandRun dot = CommandRun.of("graph", "2-3");
    assertTrue(dot.out().startsWith("digraph autograd {"), dot.out() + dot.err());
    Path file = folder.resolve("g.svg");
    assertEquals(0, CommandRun.of("graph", "2-3", "--out", file.toString()).exitCode());
    String svg = Files.readString(file);
    assertTrue(svg.startsWith("<svg "), svg);
    assertTrue(svg.contains(">a = mul<") && svg.contains("norm 3.464"), svg);
  }
}
