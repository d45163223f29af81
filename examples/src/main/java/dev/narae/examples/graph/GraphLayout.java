package dev.narae.examples.graph;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.elk.alg.layered.options.LayeredOptions;
import org.eclipse.elk.core.RecursiveGraphLayoutEngine;
import org.eclipse.elk.core.options.CoreOptions;
import org.eclipse.elk.core.options.Direction;
import org.eclipse.elk.core.options.EdgeRouting;
import org.eclipse.elk.core.util.BasicProgressMonitor;
import org.eclipse.elk.graph.ElkEdge;
import org.eclipse.elk.graph.ElkEdgeSection;
import org.eclipse.elk.graph.ElkNode;
import org.eclipse.elk.graph.util.ElkGraphUtil;

/**
 * Where the boxes and lines of a graph go: layers from top to bottom, by the Eclipse Layout Kernel.
 *
 * @param width of the whole picture
 * @param height of the whole picture
 * @param boxes one for each of the sizes, in their order
 * @param routes one for each of the lines, in their order
 */
public record GraphLayout(double width, double height, List<Box> boxes, List<List<Point>> routes) {
  private static final double MARGIN = 8;

  /** The room that a box needs. */
  public record Size(double width, double height) {}

  /** From one box to another, each by its position. */
  public record Line(int from, int to) {}

  /** Where a box goes. */
  public record Box(double x, double y, double width, double height) {}

  /** A bend or an end of a line. */
  public record Point(double x, double y) {}

  /** Arranges boxes so that lines go down. */
  public static GraphLayout of(List<Size> sizes, List<Line> lines) {
    ElkNode root = ElkGraphUtil.createGraph();
    root.setProperty(CoreOptions.ALGORITHM, LayeredOptions.ALGORITHM_ID);
    root.setProperty(CoreOptions.DIRECTION, Direction.DOWN);
    root.setProperty(CoreOptions.EDGE_ROUTING, EdgeRouting.POLYLINE);
    root.setProperty(CoreOptions.SPACING_NODE_NODE, 18.0);
    root.setProperty(LayeredOptions.SPACING_NODE_NODE_BETWEEN_LAYERS, 34.0);
    List<ElkNode> nodes = new ArrayList<>();
    for (Size size : sizes) {
      ElkNode node = ElkGraphUtil.createNode(root);
      node.setDimensions(size.width(), size.height());
      nodes.add(node);
    }
    List<ElkEdge> edges = new ArrayList<>();
    for (Line line : lines) {
      edges.add(ElkGraphUtil.createSimpleEdge(nodes.get(line.from()), nodes.get(line.to())));
    }
    new RecursiveGraphLayoutEngine().layout(root, new BasicProgressMonitor());
    return new GraphLayout(
        root.getWidth() + 2 * MARGIN,
        root.getHeight() + 2 * MARGIN,
        nodes.stream().map(GraphLayout::box).toList(),
        edges.stream().map(GraphLayout::route).toList());
  }

  private static Box box(ElkNode node) {
    return new Box(node.getX() + MARGIN, node.getY() + MARGIN, node.getWidth(), node.getHeight());
  }

  private static List<Point> route(ElkEdge edge) {
    ElkEdgeSection section = edge.getSections().getFirst();
    List<Point> points = new ArrayList<>();
    points.add(point(section.getStartX(), section.getStartY()));
    section.getBendPoints().forEach(bend -> points.add(point(bend.getX(), bend.getY())));
    points.add(point(section.getEndX(), section.getEndY()));
    return points;
  }

  private static Point point(double x, double y) {
    return new Point(x + MARGIN, y + MARGIN);
  }
}
