package dev.narae.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The list of artifacts that belong together names all that are published, in this version. */
class BomTest {
  private static Element read(String pom) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(Path.of("..").resolve(pom).toFile())
        .getDocumentElement();
  }

  private static List<String> texts(Element pom, String tag) {
    List<String> texts = new ArrayList<>();
    NodeList found = pom.getElementsByTagName(tag);
    for (int i = 0; i < found.getLength(); i++) {
      texts.add(found.item(i).getTextContent());
    }
    return texts;
  }

  /** It has no parent to take the version from. */
  @Test
  void hasTheVersionOfTheOthers() throws Exception {
    assertEquals(
        texts(read("pom.xml"), "version").getFirst(),
        texts(read("bom/pom.xml"), "version").getFirst());
  }

  @Test
  void namesAllThatIsPublished() throws Exception {
    List<String> published = new ArrayList<>();
    for (String module : texts(read("pom.xml"), "module")) {
      String pom = Files.readString(Path.of("..", module, "pom.xml"));
      if (!module.equals("bom") && !pom.contains("<maven.deploy.skip>true</maven.deploy.skip>")) {
        published.add("narae-" + module);
      }
    }
    List<String> named =
        texts(read("bom/pom.xml"), "artifactId").stream()
            .filter(artifact -> artifact.startsWith("narae-") && !artifact.equals("narae-bom"))
            .toList();
    assertEquals(sorted(published), sorted(named));
  }

  private static List<String> sorted(List<String> names) {
    return names.stream().sorted().toList();
  }
}
