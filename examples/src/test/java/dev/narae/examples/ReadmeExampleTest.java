package dev.narae.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.Backends;
import dev.narae.Tensor;
import dev.narae.nn.Layer;
import dev.narae.spi.BackendProvider;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example in the README compiles, runs and learns, just as it is printed there. */
class ReadmeExampleTest {
  private static final Pattern EXAMPLE = Pattern.compile("(?s)```java\n(.*?)```");

  /** Tests run in the folder of their module, one below the README. */
  private static String example() throws IOException {
    Matcher example = EXAMPLE.matcher(Files.readString(Path.of("..", "README.md")));
    assertTrue(example.find(), "the README has no block of Java");
    return example.group(1);
  }

  @Test
  void learnsOnTheClassPath(@TempDir Path folder) throws Exception {
    String path = System.getProperty("java.class.path");
    check(run(folder, List.of("--add-modules", "jdk.incubator.vector", "-cp", path)));
  }

  /** As modules, the CPU backend itself requires the Vector API. */
  @Test
  void learnsOnTheModulePath(@TempDir Path folder) throws Exception {
    String path =
        Stream.of(Tensor.class, Layer.class, cpuProvider().getClass())
            .map(ReadmeExampleTest::location)
            .collect(Collectors.joining(File.pathSeparator));
    check(run(folder, List.of("-p", path, "--add-modules", "dev.narae.nn,dev.narae.cpu")));
  }

  private static BackendProvider cpuProvider() {
    return Backends.providers().stream().filter(p -> p.name().equals("cpu")).findFirst().get();
  }

  private static String location(Class<?> type) {
    return Path.of(URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString()))
        .toString();
  }

  private static void check(List<String> out) {
    assertEquals(4, out.size(), out.toString());
    double loss = figure("step 300: loss (.*)", out.get(2));
    assertTrue(loss < figure("step 100: loss (.*)", out.get(0)), out.toString());
    double accuracy = figure("accuracy (.*)", out.get(3));
    assertTrue(accuracy > 0.97, out.toString());
  }

  /** Java compiles and runs a single source file in one go. */
  private static List<String> run(Path folder, List<String> flags) throws Exception {
    Path source = Files.writeString(folder.resolve("Circle.java"), example());
    Path out = folder.resolve("out");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Duser.language=en");
    command.addAll(flags);
    command.add(source.toString());
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertEquals(0, process.waitFor());
    return Files.readAllLines(out);
  }

  private static double figure(String form, String line) {
    Matcher matcher = Pattern.compile(form).matcher(line);
    assertTrue(matcher.matches(), line);
    return Double.parseDouble(matcher.group(1));
  }
}
