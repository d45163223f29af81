package dev.narae.site;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The diagrams of {@code docs/architecture.md} show what is so. */
class DiagramsTest {
  private static final Path ROOT = Path.of("..");

  private static List<Flowchart> diagrams() throws IOException {
    return Markdown.flowcharts(Page.read(ROOT, Path.of("docs", "architecture.md")).content());
  }

  @Test
  void modulesAreThoseOfThePoms() throws Exception {
    assertEquals(
        new TreeSet<>(ModuleGraph.ofPoms(ROOT).withoutWhatFollows()),
        arrows(diagrams().getFirst()));
  }

  /** A descriptor requires what the diagram says the module is compiled with, or a part of it. */
  @Test
  void descriptorsRequireWhatIsDrawn() throws Exception {
    ModuleGraph drawn = ModuleGraph.of(diagrams().getFirst());
    Map<String, Set<String>> descriptors = descriptors();
    assertEquals(Set.of("core", "cpu-backend", "files", "nn"), descriptors.keySet());
    descriptors.forEach(
        (module, required) -> assertEquals(Set.of(), minus(required, drawn.known(module)), module));
  }

  @Test
  void classesUseEachOther() throws Exception {
    for (Flowchart.Arrow arrow : diagrams().get(1).arrows()) {
      String used = internalName(arrow.to());
      assertTrue(
          texts(internalName(arrow.from()))
              .anyMatch(text -> text.equals(used) || text.contains("L" + used + ";")),
          arrow.toString());
    }
  }

  /** A class of core or of its interface for backends, as class files name it. */
  private static String internalName(String simpleName) {
    return Stream.of("dev/narae/", "dev/narae/spi/")
        .map(folder -> folder + simpleName)
        .filter(name -> resource(name) != null)
        .findFirst()
        .orElseThrow(() -> new AssertionError("there is no class " + simpleName));
  }

  private static @Nullable URL resource(String internalName) {
    return DiagramsTest.class.getResource("/" + internalName + ".class");
  }

  /** The texts in a class file; the names of the classes it uses are among them. */
  private static Stream<String> texts(String internalName) throws IOException {
    try (InputStream in = Objects.requireNonNull(resource(internalName)).openStream()) {
      List<String> texts = new ArrayList<>();
      for (PoolEntry entry : ClassFile.of().parse(in.readAllBytes()).constantPool()) {
        if (entry instanceof Utf8Entry text) {
          texts.add(text.stringValue());
        }
      }
      return texts.stream();
    }
  }

  private static Set<String> arrows(Flowchart chart) {
    return chart.arrows().stream()
        .map(arrow -> arrow.from() + (arrow.dotted() ? " -.-> " : " --> ") + arrow.to())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Of each module with a descriptor, the modules of ours that it requires. */
  private static Map<String, Set<String>> descriptors() throws IOException {
    Map<String, String> folders = new TreeMap<>();
    Map<String, String> texts = new TreeMap<>();
    for (String module : ModuleGraph.modules(ROOT)) {
      Path file = ROOT.resolve(module).resolve("src/main/java/module-info.java");
      if (Files.exists(file)) {
        String text = Files.readString(file);
        texts.put(module, text);
        folders.put(first("module (dev\\.narae[.\\w]*)", text), module);
      }
    }
    Map<String, Set<String>> required = new TreeMap<>();
    texts.forEach(
        (module, text) ->
            required.put(
                module,
                Pattern.compile("requires (?:transitive )?(dev\\.narae[.\\w]*);")
                    .matcher(text)
                    .results()
                    .map(match -> folders.get(match.group(1)))
                    .collect(Collectors.toSet())));
    return required;
  }

  private static String first(String form, String text) {
    return Pattern.compile(form)
        .matcher(text)
        .results()
        .map((MatchResult match) -> match.group(1))
        .findFirst()
        .orElseThrow();
  }

  private static Set<String> minus(Set<String> all, Set<String> those) {
    Set<String> left = new TreeSet<>(all);
    left.removeAll(those);
    return left;
  }
}
