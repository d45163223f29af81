package dev.narae.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code narae doctor} in JVMs of its own, on this machine and on what looks like a broken one. */
class DoctorCommandTest {
  private static CommandRun doctor(
      List<String> flags, Map<String, String> environment, String... arguments) throws Exception {
    String[] all = new String[arguments.length + 2];
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    all[0] = "doctor";
    all[1] = "--seconds=0.1";
    return ChildJvm.narae(flags, environment, all);
  }

  @Test
  void aMachineThatIsWell() throws Exception {
    // The option comes before the variable, and both are told.
    CommandRun run =
        doctor(ChildJvm.VECTORS, Map.of("NARAE_DEVICE", "cuda:7"), "--device", "cpu", "--json");
    assertEquals(0, run.exitCode(), run.out() + run.err());
    JsonObject report = JsonParser.parseString(run.out()).getAsJsonObject();
    assertTrue(report.get("healthy").getAsBoolean());
    String flags = report.getAsJsonObject("java").get("flags").getAsString();
    assertTrue(flags.contains("--add-modules=jdk.incubator.vector"), flags);
    assertEquals(
        "named by the option --device; 'cuda:7' in the environment variable NARAE_DEVICE comes"
            + " after it",
        report.getAsJsonObject("defaultDevice").get("why").getAsString());
    JsonObject cpu = backend(report, "cpu");
    assertTrue(cpu.get("available").getAsBoolean());
    String intrinsics = cpu.getAsJsonObject("facts").get("C2 intrinsics").getAsString();
    assertTrue(intrinsics.startsWith("active: one thread did"), intrinsics);
    JsonObject test = cpu.getAsJsonArray("selfTests").get(0).getAsJsonObject();
    assertEquals("cpu", test.get("device").getAsString());
    assertTrue(test.get("passed").getAsBoolean());
    assertTrue(test.get("steps").getAsInt() >= 200);
    assertTrue(test.get("lastLoss").getAsDouble() < test.get("firstLoss").getAsDouble());
    assertTrue(test.get("failure").isJsonNull());
    JsonObject cuda = backend(report, "cuda").getAsJsonObject("facts");
    for (String fact : List.of("driver", "libraries searched in", "NVRTC", "kernel cache")) {
      assertTrue(cuda.has(fact), fact + " is not in " + cuda);
    }
  }

  private static JsonObject backend(JsonObject report, String name) {
    for (JsonElement element : report.getAsJsonArray("backends")) {
      if (element.getAsJsonObject().get("name").getAsString().equals(name)) {
        return element.getAsJsonObject();
      }
    }
    throw new AssertionError("no backend " + name + " in " + report);
  }

  @Test
  void withoutTheIncubatorModule() throws Exception {
    CommandRun run = doctor(List.of(), Map.of(), "--device", "cpu");
    assertEquals(2, run.exitCode(), run.out() + run.err());
    assertTrue(
        run.out()
            .contains(
                "✗ cpu: the Vector API is missing, so cpu computes with scalar loops, many times"
                    + " slower\n  → start java with --add-modules jdk.incubator.vector\n"),
        run.out());
    assertTrue(run.out().contains("self-test cpu          ✓ "), run.out());
    assertTrue(run.out().endsWith("The default device does not work as it should.\n"), run.out());
  }

  @Test
  void withHalfOfCuda(@TempDir Path home) throws Exception {
    Files.createFile(home.resolve("libcudart.so.12"));
    CommandRun run =
        doctor(
            ChildJvm.VECTORS, Map.of("NARAE_CUDA_HOME", home.toString(), "NARAE_DEVICE", "cuda"));
    assertEquals(2, run.exitCode(), run.out() + run.err());
    assertTrue(
        run.out().contains("CUDA runtime           " + home.resolve("libcudart.so.12")), run.out());
    assertTrue(
        run.out()
            .contains(
                "Default device: cuda (named by the environment variable NARAE_DEVICE): does not"
                    + " work\n"),
        run.out());
    assertTrue(run.out().contains("✗ cuda: device cuda is not available: "), run.out());
    assertTrue(run.out().contains("\n  → name one that is there (cpu), or none at all\n"));
  }

  @Test
  void refusesWhatMakesNoSense() {
    CommandRun run = CommandRun.of("doctor", "--seconds", "0");
    assertEquals(2, run.exitCode());
    assertEquals(
        "narae doctor: --seconds must be above 0 and at most 600, but is 0.0 (see narae doctor"
            + " --help)\n",
        run.err());
    CommandRun twice = CommandRun.of("doctor", "--device", "cpu", "--device", "cuda");
    assertEquals(2, twice.exitCode());
    assertTrue(
        twice.err().startsWith("narae doctor: option '--device' (NAME) should be specified only"),
        twice.err());
    assertFalse(twice.err().contains("\tat "), twice.err());
  }
}
