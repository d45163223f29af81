package dev.narae.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The code of a page of the documents, as one program in the order it stands there. A block of
 * {@code java} is followed by a block of {@code text} with what it prints, if it prints anything.
 *
 * @param text the page
 * @param blocks the pieces of code
 */
record PageProgram(String text, List<Block> blocks) {
  private static final Pattern CODE =
      Pattern.compile("(?s)```java\n(?<code>.*?)```(?:\n\n```text\n(?<printed>.*?)```)?");
  private static final String MARK = "=== block ===";

  /** One piece of code and what it prints. */
  record Block(String code, String printed) {
    private static Block of(MatchResult match) {
      String printed = match.group("printed");
      return new Block(match.group("code"), printed == null ? "" : printed);
    }
  }

  static PageProgram read(Path page) throws IOException {
    String text = Files.readString(page);
    return new PageProgram(text, CODE.matcher(text).results().map(Block::of).toList());
  }

  /**
   * Compiles and runs the code.
   *
   * @param folder where the program works
   * @return what each block printed
   */
  List<String> run(Path folder) throws IOException, InterruptedException {
    Path source = Files.writeString(folder.resolve("Page.java"), program());
    Path out = folder.resolve("Page.out");
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Duser.language=en",
            "--add-modules",
            "jdk.incubator.vector",
            "-cp",
            classPath(),
            source.toString());
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertEquals(0, process.waitFor(), "the exit code of the page's program");
    return split(Files.readAllLines(out));
  }

  /** The class path of the tests, from any folder. */
  private static String classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  private String program() {
    String body =
        blocks.stream()
            .map(block -> block.code() + "System.out.println(\"" + MARK + "\");\n")
            .collect(Collectors.joining());
    return """
    import dev.narae.*;
    import dev.narae.data.*;
    import dev.narae.io.*;
    import dev.narae.nn.*;
    import dev.narae.nn.Module;
    import dev.narae.optim.*;
    import dev.narae.record.*;
    import dev.narae.train.*;
    import java.nio.file.*;
    import java.util.*;

    class Page {
      public static void main(String[] args) throws Exception {
    %s
      }
    }
    """
        .formatted(body);
  }

  private static List<String> split(List<String> lines) {
    List<String> printed = new ArrayList<>();
    StringBuilder block = new StringBuilder();
    for (String line : lines) {
      if (line.equals(MARK)) {
        printed.add(block.toString());
        block.setLength(0);
      } else {
        block.append(line).append('\n');
      }
    }
    return printed;
  }

  /** The page with what its code printed. */
  String rewritten(List<String> printed) {
    int[] next = {0};
    return CODE.matcher(text)
        .replaceAll(
            match -> {
              String shown = printed.get(next[0]++);
              String result = shown.isEmpty() ? "" : "\n\n```text\n" + shown + "```";
              return Matcher.quoteReplacement("```java\n" + match.group("code") + "```" + result);
            });
  }
}
