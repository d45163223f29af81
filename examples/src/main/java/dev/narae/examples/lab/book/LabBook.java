package dev.narae.examples.lab.book;

import dev.narae.examples.lab.Finding;
import dev.narae.examples.lab.LabEntry;
import dev.narae.examples.lab.LabOutcome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The page: everything in one file that needs no network. */
public final class LabBook {
  private LabBook() {}

  /**
   * The page as HTML.
   *
   * @param device where the items ran
   * @throws IOException if a part of the page is missing in this build
   */
  public static String of(List<LabOutcome> outcomes, String device) throws IOException {
    StringBuilder contents = new StringBuilder();
    StringBuilder items = new StringBuilder();
    for (LabOutcome outcome : outcomes) {
      contents.append(entry(outcome));
      items.append(section(outcome));
    }
    return resource("page.html")
        .replace("{{style}}", resource("style.css"))
        .replace("{{summary}}", summary(outcomes, device))
        .replace("{{contents}}", contents)
        .replace("{{items}}", items);
  }

  private static String summary(List<LabOutcome> outcomes, String device) {
    long checks = outcomes.stream().mapToLong(o -> o.checks().size()).sum();
    long passed =
        outcomes.stream().flatMap(o -> o.checks().stream()).filter(Finding.Check::passed).count();
    double seconds = outcomes.stream().mapToDouble(LabOutcome::seconds).sum();
    return String.format(
        Locale.ROOT,
        "%d of %d figures agree · %d items in %.1f s · device %s · JDK %s",
        passed,
        checks,
        outcomes.size(),
        seconds,
        Html.escape(device),
        Runtime.version().feature());
  }

  private static String id(LabEntry entry) {
    return "item-" + entry.number();
  }

  private static String entry(LabOutcome outcome) {
    LabEntry entry = outcome.entry();
    return "<li><a href=\"#%s\">%s %s</a> %s</li>\n"
        .formatted(id(entry), entry.number(), Html.escape(entry.title()), mark(outcome.passed()));
  }

  private static String mark(boolean passed) {
    return passed
        ? "<span class=\"ok\" title=\"as in the report\">✓</span>"
        : "<span class=\"bad\" title=\"not as in the report\">✗</span>";
  }

  private static String section(LabOutcome outcome) throws IOException {
    LabEntry entry = outcome.entry();
    StringBuilder html = new StringBuilder();
    html.append("<section id=\"%s\">\n".formatted(id(entry)));
    html.append(
        "<h2>%s&ensp;%s %s</h2>\n"
            .formatted(entry.number(), Html.escape(entry.title()), mark(outcome.passed())));
    html.append("<p class=\"korean-title\" lang=\"ko\">%s</p>\n".formatted(entry.korean()));
    html.append("<div class=\"notes\">\n%s</div>\n".formatted(resource(entry.number() + ".html")));
    html.append(figures(outcome.findings()));
    for (Finding finding : outcome.findings()) {
      html.append(FindingHtml.of(finding));
    }
    html.append(
        "<details><summary>The code as it ran</summary><pre class=\"code\" tabindex=\"0\">%s</pre>"
            .formatted(Listing.of(entry.item().getClass())));
    return html.append("</details>\n</section>\n").toString();
  }

  /** All figures of an item in one table, above its pictures. */
  private static String figures(List<Finding> findings) {
    List<String> rows = new ArrayList<>();
    for (Finding finding : findings) {
      if (finding instanceof Finding.Check check) {
        rows.add(FindingHtml.row(check));
      } else if (finding instanceof Finding.Value value) {
        rows.add(FindingHtml.row(value));
      }
    }
    return rows.isEmpty()
        ? ""
        : """
        <div class="scroll" tabindex="0"><table class="figures">
        <thead><tr><th>figure</th><th>here</th><th>expected</th><th>difference</th><th></th></tr></thead>
        <tbody>%s</tbody></table></div>
        """
            .formatted(String.join("", rows));
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = LabBook.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("the part " + name + " of the lab book is missing in this build");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
