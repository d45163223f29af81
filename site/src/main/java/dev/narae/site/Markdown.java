package dev.narae.site;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.ext.heading.anchor.HeadingAnchorExtension;
import org.commonmark.ext.heading.anchor.IdGenerator;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.NodeRenderer;
import org.commonmark.renderer.html.HtmlNodeRendererContext;
import org.commonmark.renderer.html.HtmlRenderer;
import org.commonmark.renderer.html.HtmlWriter;

/** Markdown as GitHub reads it: CommonMark, tables, an anchor for each heading, flowcharts. */
final class Markdown {
  private static final List<Extension> EXTENSIONS =
      List.of(TablesExtension.create(), HeadingAnchorExtension.create());

  /** The space between a number and its unit at the end of a cell. */
  private static final Pattern UNIT =
      Pattern.compile("(?<=\\d) (?=(?:[num\u00b5]?s|%|x|[KMG]?B(?:/s)?)</td>)");

  private Markdown() {}

  static Node parse(String text) {
    return Parser.builder().extensions(EXTENSIONS).build().parse(text);
  }

  /** A page's HTML; every target of a link or an image goes through {@code target}. */
  static String html(Node page, UnaryOperator<String> target) {
    String html =
        HtmlRenderer.builder()
            .extensions(EXTENSIONS)
            .attributeProviderFactory(
                context ->
                    (node, tag, attributes) -> {
                      attributes.computeIfPresent("href", (_, value) -> target.apply(value));
                      attributes.computeIfPresent("src", (_, value) -> target.apply(value));
                      if (node instanceof TableBlock) {
                        // Wide tables are scrolled by themselves, with the keyboard too.
                        attributes.put("tabindex", "0");
                      }
                    })
            .nodeRendererFactory(Flowcharts::new)
            .build()
            .render(page);
    return UNIT.matcher(html).replaceAll("&nbsp;");
  }

  /** Where a page points to: the targets of its links and images. */
  static List<String> targets(Node page) {
    List<String> targets = new ArrayList<>();
    page.accept(
        new AbstractVisitor() {
          @Override
          public void visit(Link link) {
            targets.add(link.getDestination());
            visitChildren(link);
          }

          @Override
          public void visit(Image image) {
            targets.add(image.getDestination());
            visitChildren(image);
          }
        });
    return targets;
  }

  /** The headings in their order. */
  static List<Section> sections(Node page) {
    IdGenerator ids = IdGenerator.builder().build();
    List<Section> sections = new ArrayList<>();
    page.accept(
        new AbstractVisitor() {
          @Override
          public void visit(Heading heading) {
            String title = text(heading);
            sections.add(new Section(heading.getLevel(), title, ids.generateId(title)));
          }
        });
    return sections;
  }

  /** The flowcharts in their order. */
  static List<Flowchart> flowcharts(Node page) {
    List<Flowchart> charts = new ArrayList<>();
    page.accept(
        new AbstractVisitor() {
          @Override
          public void visit(FencedCodeBlock block) {
            if (isFlowchart(block)) {
              charts.add(Flowchart.parse(block.getLiteral()));
            }
          }
        });
    return charts;
  }

  private static boolean isFlowchart(FencedCodeBlock block) {
    return "mermaid".equals(block.getInfo());
  }

  private static String text(Node parent) {
    StringBuilder text = new StringBuilder();
    parent.accept(
        new AbstractVisitor() {
          @Override
          public void visit(Text node) {
            text.append(node.getLiteral());
          }

          @Override
          public void visit(Code node) {
            text.append(node.getLiteral());
          }

          @Override
          public void visit(SoftLineBreak node) {
            text.append(' ');
          }
        });
    return text.toString();
  }

  /**
   * A heading.
   *
   * @param level from 1
   * @param title without marks
   * @param anchor what a link to it has after its {@code #}
   */
  record Section(int level, String title, String anchor) {}

  /** Draws a flowchart where other blocks of code are printed. */
  private record Flowcharts(HtmlNodeRendererContext context) implements NodeRenderer {
    @Override
    public Set<Class<? extends Node>> getNodeTypes() {
      return Set.of(FencedCodeBlock.class);
    }

    @Override
    public void render(Node node) {
      FencedCodeBlock block = (FencedCodeBlock) node;
      HtmlWriter html = context.getWriter();
      html.line();
      if (isFlowchart(block)) {
        html.raw("<figure>" + FlowchartSvg.draw(Flowchart.parse(block.getLiteral())) + "</figure>");
      } else {
        // What a program prints is a message more often than a table, and so may be wrapped.
        String kind = "text".equals(block.getInfo()) ? " class=\"text\"" : "";
        html.raw("<pre tabindex=\"0\"" + kind + "><code>");
        html.text(block.getLiteral());
        html.raw("</code></pre>");
      }
      html.line();
    }
  }
}
