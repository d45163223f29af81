package dev.narae.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The notebook is well formed, and its cells print in jshell what is stored in it. */
class NotebookTest {
  private static final Path NOTEBOOK = Path.of("notebook", "narae-tour.ipynb");
  private static final String MARK = "=== cell ===";

  private static JsonObject read() throws IOException {
    return JsonParser.parseString(Files.readString(NOTEBOOK)).getAsJsonObject();
  }

  private static Stream<JsonObject> cells(JsonObject notebook) {
    return notebook.getAsJsonArray("cells").asList().stream().map(JsonElement::getAsJsonObject);
  }

  private static List<JsonObject> codeCells(JsonObject notebook) {
    return cells(notebook).filter(cell -> text(cell, "cell_type").equals("code")).toList();
  }

  private static String text(JsonObject object, String name) {
    return object.get(name).getAsString();
  }

  /** Texts are arrays of lines with their ends. */
  private static String joined(JsonElement lines) {
    StringBuilder text = new StringBuilder();
    lines.getAsJsonArray().forEach(line -> text.append(line.getAsString()));
    return text.toString();
  }

  /**
   * As <a href="https://nbformat.readthedocs.io/en/latest/format_description.html">nbformat</a>.
   */
  @Test
  void isOfFormat45() throws IOException {
    JsonObject notebook = read();
    assertEquals(4, notebook.get("nbformat").getAsInt());
    assertEquals(5, notebook.get("nbformat_minor").getAsInt());
    JsonObject kernel = notebook.getAsJsonObject("metadata").getAsJsonObject("kernelspec");
    JsonObject installed =
        JsonParser.parseString(Files.readString(NOTEBOOK.resolveSibling("kernel.json")))
            .getAsJsonObject();
    assertEquals(text(installed, "display_name"), text(kernel, "display_name"));
    Set<String> ids = new HashSet<>();
    cells(notebook)
        .forEach(
            cell -> {
              assertTrue(text(cell, "id").matches("[a-zA-Z0-9_-]{1,64}"), text(cell, "id"));
              assertTrue(ids.add(text(cell, "id")), text(cell, "id") + " stands there twice");
              assertTrue(cell.has("metadata") && cell.has("source"), cell.toString());
              boolean code = text(cell, "cell_type").equals("code");
              assertEquals(code, cell.has("outputs") && cell.has("execution_count"));
            });
  }

  @Test
  void printsWhatIsStored() throws Exception {
    JsonObject notebook = read();
    List<JsonObject> cells = codeCells(notebook);
    StringBuilder lines = new StringBuilder();
    for (JsonObject cell : cells) {
      lines.append(joined(cell.get("source"))).append("\nSystem.out.println(\"" + MARK + "\");\n");
    }
    CommandRun run = ChildJvm.typed(lines.toString(), "shell", "--device", "cpu", "-");
    assertEquals(0, run.exitCode(), run.err());
    assertEquals(List.of(), said(run.err()), "what cells print on standard error");
    List<String> printed = new ArrayList<>(List.of(run.out().split(MARK + "\n", -1)));
    assertEquals("", printed.removeLast(), run.out());
    assertEquals(cells.size(), printed.size(), run.out());
    if (Boolean.getBoolean("narae.docs.write")) {
      store(notebook, cells, printed);
    }
    for (int i = 0; i < cells.size(); i++) {
      JsonArray outputs = cells.get(i).getAsJsonArray("outputs");
      String stored = outputs.isEmpty() ? "" : joined(outputs.get(0).getAsJsonObject().get("text"));
      assertEquals(stored, printed.get(i), joined(cells.get(i).get("source")));
    }
  }

  /** Standard error without the line that the JVM prints for the module of the Vector API. */
  private static List<String> said(String err) {
    return err.lines()
        .filter(line -> !line.equals("WARNING: Using incubator modules: jdk.incubator.vector"))
        .toList();
  }

  private static void store(JsonObject notebook, List<JsonObject> cells, List<String> printed)
      throws IOException {
    for (int i = 0; i < cells.size(); i++) {
      JsonArray outputs = new JsonArray();
      if (!printed.get(i).isEmpty()) {
        JsonObject output = new JsonObject();
        JsonArray lines = new JsonArray();
        printed.get(i).lines().forEach(line -> lines.add(line + "\n"));
        output.addProperty("name", "stdout");
        output.addProperty("output_type", "stream");
        output.add("text", lines);
        outputs.add(output);
      }
      cells.get(i).add("outputs", outputs);
      cells.get(i).addProperty("execution_count", i + 1);
    }
    StringWriter text = new StringWriter();
    JsonWriter writer = new JsonWriter(text);
    writer.setIndent(" ");
    writer.setHtmlSafe(false);
    writer.setSerializeNulls(true);
    new GsonBuilder().serializeNulls().disableHtmlEscaping().create().toJson(notebook, writer);
    Files.writeString(NOTEBOOK, text + "\n");
  }
}
