package dev.narae.site;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Which module of the build has which others, those with code.
 *
 * @param arrows from a module to one that it is compiled with, or dotted, that it only runs with
 */
record ModuleGraph(List<Flowchart.Arrow> arrows) {
  private static final String PREFIX = "narae-";

  static ModuleGraph of(Flowchart chart) {
    return new ModuleGraph(chart.arrows());
  }

  /** The modules that the root pom lists and that have code to run. */
  static List<String> modules(Path root) {
    return elements(read(root.resolve("pom.xml").toFile()), "module")
        .map(Element::getTextContent)
        .filter(module -> root.resolve(module).resolve("src/main").toFile().exists())
        .toList();
  }

  /** What the modules' poms depend on, tests and profiles aside. */
  static ModuleGraph ofPoms(Path root) {
    List<Flowchart.Arrow> arrows = new ArrayList<>();
    for (String module : modules(root)) {
      Element pom = read(root.resolve(module).resolve("pom.xml").toFile());
      elements(pom, "dependency")
          .filter(dependency -> text(dependency, "artifactId").startsWith(PREFIX))
          .filter(dependency -> text(dependency, "type").isEmpty())
          .filter(dependency -> !text(dependency, "scope").equals("test"))
          .map(
              dependency ->
                  new Flowchart.Arrow(
                      module,
                      text(dependency, "artifactId").substring(PREFIX.length()),
                      text(dependency, "scope").equals("runtime")))
          .forEach(arrows::add);
    }
    return new ModuleGraph(arrows);
  }

  /** The arrows between whose ends there is no longer way of arrows at least as strong. */
  List<String> withoutWhatFollows() {
    return arrows.stream()
        .filter(arrow -> !follows(arrow))
        .map(arrow -> arrow.from() + (arrow.dotted() ? " -.-> " : " --> ") + arrow.to())
        .toList();
  }

  private boolean follows(Flowchart.Arrow arrow) {
    return arrows.stream()
        .filter(first -> first.from().equals(arrow.from()) && !first.equals(arrow))
        .filter(first -> arrow.dotted() || !first.dotted())
        .anyMatch(first -> reach(first.to(), arrow.dotted()).contains(arrow.to()));
  }

  /** The modules that a module is compiled with, directly or not. */
  Set<String> known(String module) {
    return reach(module, false);
  }

  private Set<String> reach(String module, boolean dotted) {
    Set<String> reached = new HashSet<>();
    for (Flowchart.Arrow arrow : arrows) {
      if (arrow.from().equals(module) && (dotted || !arrow.dotted())) {
        reached.add(arrow.to());
        reached.addAll(reach(arrow.to(), dotted));
      }
    }
    return reached;
  }

  private static Element read(File pom) {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(pom)
          .getDocumentElement();
    } catch (Exception e) {
      throw new AssertionError(pom.toString(), e);
    }
  }

  private static Stream<Element> elements(Element parent, String tag) {
    NodeList found = parent.getElementsByTagName(tag);
    return IntStream.range(0, found.getLength()).mapToObj(i -> (Element) found.item(i));
  }

  private static String text(Element parent, String tag) {
    return elements(parent, tag).map(Element::getTextContent).findFirst().orElse("");
  }
}
