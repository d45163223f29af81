package dev.narae.benchmarks.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.narae.Backends;
import dev.narae.Device;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every case runs, here on the processor and very small. */
class GpuBenchTest {
  private static final Device CPU = Device.of("cpu");
  private static final int SCALE = 100_000;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final PrintStream printed = new PrintStream(out, true, StandardCharsets.UTF_8);

  private GpuBench bench(boolean tf32) {
    return new GpuBench(GpuCases.all(SCALE, tf32), new GpuClock(Backends.open(CPU), 2, 1), printed);
  }

  private List<String> lines() {
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void everyCaseRuns() {
    Device.with(CPU, () -> bench(false).run(List.of()));
    assertEquals(GpuCases.all(SCALE, false).size(), lines().size());
    for (String line : lines()) {
      String[] parts = line.split("\t");
      assertEquals(4, parts.length, line);
      assertTrue(Double.parseDouble(parts[1]) > 0, line);
    }
  }

  @Test
  void namesAreDistinctAndThoseOfTf32TheirOwn() {
    HashSet<String> names = new HashSet<>();
    for (boolean tf32 : new boolean[] {false, true}) {
      for (GpuCase each : GpuCases.all(1, tf32)) {
        assertTrue(names.add(each.name()), each.name());
        assertEquals(tf32, each.name().endsWith(" tf32"));
      }
    }
  }

  @Test
  void answersWhatItIsAsked() {
    String questions = "add 1\nnonsense\nmatmul 1024 bf16\n";
    Device.with(CPU, () -> bench(false).serve(new BufferedReader(new StringReader(questions))));
    List<JsonObject> answers =
        lines().stream().map(line -> JsonParser.parseString(line).getAsJsonObject()).toList();
    assertEquals(
        List.of("add 1", "nonsense", "matmul 1024 bf16"),
        answers.stream().map(answer -> answer.get("name").getAsString()).toList());
    for (int i : new int[] {0, 2}) {
      assertEquals(2, answers.get(i).getAsJsonObject("times").getAsJsonArray("micros").size());
    }
    assertEquals("there is no such case", answers.get(1).get("error").getAsString());
  }
}
