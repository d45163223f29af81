package dev.narae.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every command of the page about troubles prints what stands there; its code runs elsewhere. */
class TroubleshootingTest {
  private static final Path PAGE = Path.of("..", "docs", "guide", "troubleshooting.md");
  private static final Path LAUNCHER = Path.of("..", "narae").toAbsolutePath().normalize();
  private static final Pattern COMMAND =
      Pattern.compile("(?s)```sh\n(?<command>[^\n]*)\n```\n\n```text\n(?<printed>.*?)```");

  /** Stands for what differs from machine to machine. */
  private static final String ANYTHING = "…";

  @TempDir private Path folder;

  /** A command and what it prints. */
  record Example(String command, String printed) {
    @Override
    public String toString() {
      return command;
    }
  }

  static Stream<Example> examples() throws IOException {
    List<Example> examples =
        COMMAND
            .matcher(Files.readString(PAGE))
            .results()
            .map(match -> new Example(match.group("command"), match.group("printed")))
            .toList();
    assertTrue(examples.size() >= 10, examples.size() + " commands");
    return examples.stream();
  }

  /** What the page takes for granted: a JDK of each kind, half of CUDA, jars and a program. */
  @BeforeEach
  void prepare() throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "no bash here to run commands");
    jdk("jdk-17", "JAVA_VERSION=\"17.0.2\"\n");
    jdk("small-jdk", "JAVA_VERSION=\"25.0.1\"\nMODULES=\"java.base java.desktop\"\n");
    Path half = Files.createDirectory(folder.resolve("half-of-cuda"));
    Files.createFile(half.resolve("libcudart.so.12"));
    Files.writeString(folder.resolve("notes.txt"), "Buy milk.\n");
    Files.writeString(
        folder.resolve("Hello.java"), "void main() { IO.println(dev.narae.Tensor.ones(2)); }\n");
    Path narae = folder.resolve("narae");
    Files.writeString(
        narae,
        """
        #!/bin/bash
        if [ -n "$NARAE_JAVA_HOME" ]; then exec bash '%s' "$@"; fi
        exec java -Xmx256m --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED \\
          -cp '%s' dev.narae.examples.Main "$@"
        """
            .formatted(LAUNCHER, ChildJvm.classPath()));
    assertTrue(narae.toFile().setExecutable(true));
  }

  private void jdk(String name, String release) throws IOException {
    Path bin = Files.createDirectories(folder.resolve(name).resolve("bin"));
    assertTrue(Files.createFile(bin.resolve("javac")).toFile().setExecutable(true));
    Files.writeString(folder.resolve(name).resolve("release"), release);
  }

  /** The places that the page names, where this test has them. */
  private String here(String text) {
    for (String place : List.of("/usr/lib/jvm/jdk-17", "/opt/small-jdk", "/opt/half-of-cuda")) {
      text = text.replace(place, folder.resolve(Path.of(place).getFileName()).toString());
    }
    return text;
  }

  private static String command(String text) {
    String core =
        Arrays.stream(ChildJvm.classPath().split(File.pathSeparator))
            .filter(entry -> entry.matches(".*(/core/target/classes|narae-core\\.jar|/core/main)"))
            .collect(Collectors.joining(File.pathSeparator));
    return text.replace("lib/*", ChildJvm.classPath()).replace("lib/narae-core.jar", core);
  }

  @ParameterizedTest
  @MethodSource("examples")
  void printsWhatStandsThere(Example example) throws Exception {
    String line = "PATH=\"$JAVA/bin:$PATH\"; " + command(here(example.command())) + " 2>&1";
    ProcessBuilder builder = new ProcessBuilder("/bin/bash", "-c", line).directory(folder.toFile());
    builder.environment().remove("NARAE_JAVA_HOME");
    CommandRun run = ChildJvm.run(builder, Map.of("JAVA", System.getProperty("java.home")));
    String printed =
        run.out().replace("WARNING: Using incubator modules: jdk.incubator.vector\n", "");
    Pattern expected =
        Pattern.compile(
            Stream.of(here(example.printed()).split(ANYTHING, -1))
                .map(Pattern::quote)
                .collect(Collectors.joining(".*")),
            Pattern.DOTALL);
    Matcher matcher = expected.matcher(printed);
    assertTrue(matcher.lookingAt(), () -> "printed:\n" + printed);
    if (example.command().contains("./narae ")) {
      assertEquals(2, run.exitCode(), printed);
    }
  }
}
