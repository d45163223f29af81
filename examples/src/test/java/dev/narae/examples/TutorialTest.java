package dev.narae.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code of the tutorial, run as one program in its order, prints what stands there. */
class TutorialTest {
  private static final Path PAGE = Path.of("..", "docs", "tutorial.md");
  private static final Pattern CODE =
      Pattern.compile("(?s)```java\n(?<code>.*?)```(?:\n\n```text\n(?<printed>.*?)```)?");
  private static final String MARK = "=== block ===";

  /** One piece of code and what it prints. */
  private record Block(String code, String printed) {
    static Block of(MatchResult match) {
      String printed = match.group("printed");
      return new Block(match.group("code"), printed == null ? "" : printed);
    }
  }

  @Test
  void printsWhatItShows(@TempDir Path folder) throws Exception {
    String page = Files.readString(PAGE);
    List<Block> blocks = CODE.matcher(page).results().map(Block::of).toList();
    assertTrue(blocks.size() > 5, "the tutorial has " + blocks.size() + " blocks of code");
    List<String> printed = run(folder, program(blocks));
    assertEquals(blocks.size(), printed.size());
    if (Boolean.getBoolean("narae.docs.write")) {
      Files.writeString(PAGE, rewritten(page, printed));
    }
    for (int i = 0; i < blocks.size(); i++) {
      assertEquals(blocks.get(i).printed(), printed.get(i), blocks.get(i).code());
    }
  }

  private static String program(List<Block> blocks) {
    String body =
        blocks.stream()
            .map(block -> block.code() + "System.out.println(\"" + MARK + "\");\n")
            .collect(Collectors.joining());
    return """
    import dev.narae.*;
    import dev.narae.io.*;
    import java.nio.file.*;
    import java.util.*;

    class Tutorial {
      public static void main(String[] args) throws Exception {
    %s
      }
    }
    """
        .formatted(body);
  }

  /** What each block printed. */
  private static List<String> run(Path folder, String program) throws Exception {
    Path source = Files.writeString(folder.resolve("Tutorial.java"), program);
    Path out = folder.resolve("out");
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Duser.language=en",
            "--add-modules",
            "jdk.incubator.vector",
            "-cp",
            System.getProperty("java.class.path"),
            source.toString());
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertEquals(0, process.waitFor());
    return split(Files.readAllLines(out));
  }

  private static List<String> split(List<String> lines) {
    List<String> blocks = new ArrayList<>();
    StringBuilder block = new StringBuilder();
    for (String line : lines) {
      if (line.equals(MARK)) {
        blocks.add(block.toString());
        block.setLength(0);
      } else {
        block.append(line).append('\n');
      }
    }
    return blocks;
  }

  private static String rewritten(String page, List<String> printed) {
    int[] next = {0};
    return CODE.matcher(page)
        .replaceAll(
            match -> {
              String shown = printed.get(next[0]++);
              String text = shown.isEmpty() ? "" : "\n\n```text\n" + shown + "```";
              return Matcher.quoteReplacement("```java\n" + match.group("code") + "```" + text);
            });
  }
}
