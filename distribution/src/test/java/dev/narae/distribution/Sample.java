package dev.narae.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * One of the projects in {@code examples} that depend on Narae like anybody's, built by Maven with
 * the repository in {@code target/repository} alone: Narae's artifacts were put there before.
 *
 * @param folder a copy of the project
 */
record Sample(Path folder) {
  private static final Path TARGET = Path.of("target").toAbsolutePath();

  /** Copies and builds a project. */
  static Sample build(String name) throws IOException, InterruptedException {
    Path folder = copy(Path.of("..", "examples", name), TARGET.resolve("samples").resolve(name));
    Outcome built =
        Outcome.of(
            List.of(
                Path.of(property("narae.maven"), "bin", "mvn").toString(),
                "-B",
                "-ntp",
                "-q",
                "-s",
                Path.of("src", "test", "settings.xml").toAbsolutePath().toString(),
                "-Dnarae.fetched=" + Path.of(property("narae.repository")).toUri(),
                "-Dmaven.repo.local=" + TARGET.resolve("repository"),
                "-Dnarae.version=" + property("narae.version"),
                "package"),
            // Its own folder as root: the settings of Narae's build are not those of a user.
            Map.of("JAVA_HOME", property("java.home"), "MAVEN_BASEDIR", folder.toString()),
            folder);
    assertEquals(0, built.status(), built.out() + built.err());
    return new Sample(folder);
  }

  /** Starts the program with flags of Java and perhaps arguments. */
  Outcome run(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(property("java.home"), "bin", "java").toString());
    command.add("-Duser.language=en");
    command.addAll(Arrays.asList(arguments));
    return Outcome.of(command, environment, folder);
  }

  private static String property(String name) {
    return Objects.requireNonNull(System.getProperty(name), name);
  }

  private static Path copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path relative = from.relativize(file);
        if (relative.startsWith("target")) {
          continue;
        }
        Path copy = to.resolve(relative);
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
      }
    }
    return to;
  }
}
