package dev.narae.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code narae} itself, which says in one sentence which Java it found and needs. */
class LauncherTest {
  private static final Path SCRIPT = Path.of("..", "narae").toAbsolutePath().normalize();

  @TempDir private Path folder;

  @BeforeEach
  void needsBash() {
    assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "no bash here to run the launcher");
  }

  /** What looks like a JDK to whom reads its release file. */
  private Path jdk(String name, String release) throws Exception {
    Path bin = Files.createDirectories(folder.resolve(name).resolve("bin"));
    assertTrue(Files.createFile(bin.resolve("javac")).toFile().setExecutable(true));
    Files.writeString(folder.resolve(name).resolve("release"), release);
    return folder.resolve(name);
  }

  private static CommandRun run(Path script, Map<String, String> environment) throws Exception {
    ProcessBuilder builder = new ProcessBuilder("/bin/bash", script.toString(), "devices");
    builder.environment().remove("NARAE_JAVA_HOME");
    builder.environment().remove("JAVA_HOME");
    return ChildJvm.run(builder, environment);
  }

  private static void assertRefused(String message, CommandRun run) {
    assertEquals(message + "\n", run.err());
    assertEquals("", run.out());
    assertEquals(2, run.exitCode());
  }

  @Test
  void aNamedJdkThatIsTooOld() throws Exception {
    Path old = jdk("old", "IMPLEMENTOR=\"X\"\nJAVA_VERSION=\"17.0.2\"\n");
    assertRefused(
        "narae: NARAE_JAVA_HOME=" + old + " holds JDK 17, but JDK 25 or newer is needed",
        run(SCRIPT, Map.of("NARAE_JAVA_HOME", old.toString())));
  }

  @Test
  void aNamedFolderThatIsNoJdk() throws Exception {
    assertRefused(
        "narae: NARAE_JAVA_HOME="
            + folder
            + " is not the folder of a JDK, and JDK 25 or newer is needed",
        run(SCRIPT, Map.of("NARAE_JAVA_HOME", folder.toString())));
  }

  @Test
  void aNamedJdkWithoutTheIncubatorModule() throws Exception {
    Path small = jdk("small", "JAVA_VERSION=\"25.0.1\"\nMODULES=\"java.base java.desktop\"\n");
    assertRefused(
        "narae: the JDK in NARAE_JAVA_HOME="
            + small
            + " lacks the module jdk.incubator.vector; use a whole JDK 25 or newer",
        run(SCRIPT, Map.of("NARAE_JAVA_HOME", small.toString())));
  }

  /** Of a machine on which no other JDK lies where they usually do, and none is in the path. */
  private CommandRun runWithOnly(Path home) throws Exception {
    String text = Files.readString(SCRIPT);
    String alone =
        text.replaceAll(
            "/(usr/lib/jvm|usr/local/lib/jvm|opt/java|Library/Java/JavaVirtualMachines)/",
            "/nowhere/");
    alone = alone.replace("command -v java ", "command -v no-java ");
    assertTrue(!alone.equals(text) && !alone.contains("/usr/lib/jvm"), "the places are renamed");
    Path script = Files.writeString(folder.resolve("narae"), alone);
    return run(script, Map.of("JAVA_HOME", home.toString(), "HOME", folder.toString()));
  }

  @Test
  void nothingElseThanAnOldJdk() throws Exception {
    Path old = jdk("old", "JAVA_VERSION=\"17.0.2\"\n");
    assertRefused(
        "narae: needs a whole JDK 25 or newer and found JDK 17 in "
            + old
            + ": install one, for example from https://adoptium.net, or set NARAE_JAVA_HOME to its"
            + " folder",
        runWithOnly(old));
  }

  @Test
  void noJdkAtAll() throws Exception {
    assertRefused(
        "narae: needs a whole JDK 25 or newer and found none: install one, for example from"
            + " https://adoptium.net, or set NARAE_JAVA_HOME to its folder",
        runWithOnly(folder.resolve("nowhere")));
  }

  @Test
  void twoDevicesAtOnceAreRefused() {
    for (List<String> command : List.of(List.of("lab"), List.of("train"), List.of("shell"))) {
      CommandRun run = CommandRun.of(command.getFirst(), "--device", "cpu", "--device", "cuda");
      assertEquals(2, run.exitCode());
      assertTrue(run.err().contains("should be specified only once"), run.err());
      assertEquals(1, run.err().lines().count(), run.err());
    }
  }
}
