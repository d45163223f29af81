package dev.narae.examples.graph;

import dev.narae.AutogradGraph;
import dev.narae.AutogradGraph.Edge;
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
 * @param boxes one for each vertex, in their order
 * @param routes one for each edge, in their order
 */
record GraphLayout(double width, double height, List<Box> boxes, List<List<Point>> routes) {
  private static final double MARGIN = 8;

  /** A vertex. */
  record Box(double x, double y, double width, double height) {}

  /** A bend or an end of a line. */
  record Point(double x, double y) {}

  /** Arranges a graph whose vertices need room for their labels. */
  static GraphLayout of(AutogradGraph graph, List<GraphSvg.Label> labels) {
    ElkNode root = ElkGraphUtil.createGraph();
    root.setProperty(CoreOptions.ALGORITHM, LayeredOptions.ALGORITHM_ID);
    root.setProperty(CoreOptions.DIRECTION, Direction.DOWN);
    root.setProperty(CoreOptions.EDGE_ROUTING, EdgeRouting.POLYLINE);
    root.setProperty(CoreOptions.SPACING_NODE_NODE, 18.0);
    root.setProperty(LayeredOptions.SPACING_NODE_NODE_BETWEEN_LAYERS, 34.0);
    List<ElkNode> nodes = new ArrayList<>();
    for (GraphSvg.Label label : labels) {
      ElkNode node = ElkGraphUtil.createNode(root);
      node.setDimensions(label.width(), label.height());
      nodes.add(node);
    }
    List<ElkEdge> edges = new ArrayList<>();
    for (Edge edge : graph.edges()) {
      edges.add(ElkGraphUtil.createSimpleEdge(nodes.get(edge.from()), nodes.get(edge.to())));
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
