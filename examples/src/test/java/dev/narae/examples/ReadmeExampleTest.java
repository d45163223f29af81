package dev.narae.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
  void compilesAndLearns(@TempDir Path folder) throws Exception {
    Path source = Files.writeString(folder.resolve("Circle.java"), example());
    List<String> out = run(source, folder.resolve("out"));
    assertEquals(4, out.size(), out.toString());
    double loss = figure("step 300: loss (.*)", out.get(2));
    assertTrue(loss < figure("step 100: loss (.*)", out.get(0)), out.toString());
    double accuracy = figure("accuracy (.*)", out.get(3));
    assertTrue(accuracy > 0.97, out.toString());
  }

  /** Java compiles and runs a single source file in one go. */
  private static List<String> run(Path source, Path out) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Duser.language=en",
                "--add-modules",
                "jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                source.toString())
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
