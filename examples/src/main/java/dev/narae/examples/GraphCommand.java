package dev.narae.examples;

import dev.narae.AutogradGraph;
import dev.narae.examples.graph.GraphSvg;
import dev.narae.examples.lab.Finding;
import dev.narae.examples.lab.Findings;
import dev.narae.examples.lab.LabEntry;
import dev.narae.examples.lab.LabSettings;
import dev.narae.examples.report.AtomicFile;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code narae graph}: the autograd graph of a lab item as a file. */
@Command(
    name = "graph",
    description = {
      "Draw the autograd graph of an item of the lab book: 2-3, 3 or 5.",
      "",
      "Programs draw their own with AutogradGraph.of(tensor).toDot().",
      ""
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class GraphCommand implements Callable<Integer> {
  private final PrintStream out;

  @Parameters(paramLabel = "ITEM", description = "The item, such as 3.")
  private String item = "";

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where to write: .svg for a picture, .dot for Graphviz (default: print DOT).")
  private @Nullable Path file;

  GraphCommand(PrintStream out) {
    this.out = out;
  }

  @Override
  public Integer call() throws IOException {
    AutogradGraph graph = graph();
    if (file == null) {
      out.print(graph.toDot());
    } else {
      AtomicFile.write(file, format(graph, file));
      out.println("The graph is in " + file);
    }
    return 0;
  }

  private static String format(AutogradGraph graph, Path file) {
    String name = String.valueOf(file.getFileName());
    if (name.endsWith(".svg")) {
      return GraphSvg.draw(graph);
    }
    if (name.endsWith(".dot")) {
      return graph.toDot();
    }
    throw new UserException("--out " + file + ": name a file that ends in .svg or .dot");
  }

  private AutogradGraph graph() throws IOException {
    List<LabEntry> entries = LabEntry.select(List.of(item));
    for (LabEntry entry : entries) {
      Findings findings = new Findings(LabSettings.DEFAULT);
      entry.item().run(findings);
      for (Finding finding : findings.all()) {
        if (finding instanceof Finding.Graph(String _, AutogradGraph graph)) {
          return graph;
        }
      }
    }
    throw new UserException("item " + item + " draws no graph; items 2-3, 3 and 5 do");
  }
}
