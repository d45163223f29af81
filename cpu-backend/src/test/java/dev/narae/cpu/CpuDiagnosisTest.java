package dev.narae.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.spi.Diagnosis;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whether vectors are there and compiled is measured, and what to do is said. */
class CpuDiagnosisTest {
  private static final List<String> VECTORS = List.of("--add-modules", "jdk.incubator.vector");

  @Test
  void vectorsAreCompiledHere() {
    Diagnosis diagnosis = new CpuBackendProvider().diagnose();
    assertEquals(List.of(), diagnosis.problems());
    assertTrue(
        diagnosis.facts().stream()
            .anyMatch(
                fact ->
                    fact.name().equals("C2 intrinsics")
                        && fact.value()
                            .matches(
                                "active: one thread did .+ GFLOP/s with \\d+-bit vectors, .+")),
        diagnosis.toString());
  }

  @Test
  void aJvmWithoutTheVectorApi() throws Exception {
    assertEquals(
        "the Vector API is missing, so cpu computes with scalar loops, many times slower;"
            + " serious: start java with --add-modules jdk.incubator.vector",
        problems(List.of()));
  }

  @Test
  void aJvmWithoutC2() throws Exception {
    List<String> options = new ArrayList<>(VECTORS);
    options.add("-XX:TieredStopAtLevel=1");
    String problems = problems(options);
    assertTrue(
        problems.startsWith("the JVM does not compile vector code to vector instructions"),
        problems);
    assertTrue(problems.contains("leave out -Xint, -XX:TieredStopAtLevel=1"), problems);
  }

  /** What the compiler knows in a busy JVM, where it may have seen no call of a loop yet. */
  @Test
  void aJvmWhoseCompilerHasNotSeenWhoIsCalled() throws Exception {
    List<String> options = new ArrayList<>(VECTORS);
    options.add("-XX:-UseTypeProfile");
    assertEquals("", problems(options));
  }

  @Test
  void anOptionThatMakesNoSense() throws Exception {
    List<String> options = new ArrayList<>(VECTORS);
    options.add("-Dnarae.threads=many");
    assertEquals(
        "cpu: system property narae.threads is 'many'; give a number of threads from 1 to 1024;"
            + " serious: change or leave out that property",
        problems(options));
  }

  private static String problems(List<String> options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Program.class.getName()));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor());
    return out.strip();
  }

  /** The program of the other JVM. */
  static final class Program {
    private Program() {}

    /** Prints the problems, a line each. */
    public static void main(String[] arguments) {
      for (Diagnosis.Problem problem : new CpuBackendProvider().diagnose().problems()) {
        System.out.println(
            problem.text() + (problem.serious() ? "; serious: " : ": ") + problem.remedy());
      }
    }
  }
}
