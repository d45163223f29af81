package dev.narae;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What autograd has recorded behind a tensor: the operations that made it, the leaves they start
 * from, and the gradients collected so far. A picture of one moment, to be printed or drawn:
 *
 * <pre>{@code
 * loss.backward();
 * String dot = AutogradGraph.of(loss, Map.of("x", x, "w", w)).toDot();
 * }</pre>
 *
 * @param vertices in the order of the calls, each leaf before the operation that first reads it
 * @param edges from the vertex that made a tensor to the one that reads it
 */
public record AutogradGraph(List<Vertex> vertices, List<Edge> edges) {

  /** Copies the lists, so that the record cannot change. */
  public AutogradGraph {
    vertices = List.copyOf(vertices);
    edges = List.copyOf(edges);
  }

  /** What a vertex stands for. */
  public enum Kind {
    /** A tensor that collects a gradient. */
    LEAF,
    /** A tensor that needs no gradient. */
    CONSTANT,
    /** A recorded operation. */
    OPERATION
  }

  /**
   * A tensor or an operation.
   *
   * @param id its place in {@link #vertices()}
   * @param kind what it stands for
   * @param operation the operation's name, empty for a tensor
   * @param name the name it was given, empty if none
   * @param shape the shape of the tensor, or of the operation's result
   * @param dtype its dtype
   * @param gradient what a leaf has collected, or an intermediate after {@link
   *     Autograd#retainGrad()}
   */
  public record Vertex(
      int id,
      Kind kind,
      String operation,
      String name,
      Shape shape,
      DType dtype,
      Optional<Tensor> gradient) {
    /** The name, the operation, or both, as in {@code "h = tanh"}. */
    public String label() {
      if (kind == Kind.OPERATION) {
        return name.isEmpty() ? operation : name + " = " + operation;
      }
      return name.isEmpty() ? (kind == Kind.LEAF ? "leaf" : "constant") : name;
    }
  }

  /**
   * A tensor on its way.
   *
   * @param from the vertex that made it
   * @param to the vertex that reads it
   * @param shape its shape
   */
  public record Edge(int from, int to, Shape shape) {}

  /**
   * The graph behind a tensor.
   *
   * @throws AutogradException if the tensor does not require a gradient
   */
  public static AutogradGraph of(Tensor output) {
    return of(output, Map.of());
  }

  /**
   * The graph behind a tensor, with names for some of the tensors in it.
   *
   * @throws AutogradException if the tensor does not require a gradient
   */
  public static AutogradGraph of(Tensor output, Map<String, Tensor> names) {
    output.requireVariable("AutogradGraph.of");
    Drawing drawing = new Drawing(names);
    Graph.reachable(List.of(output)).values().forEach(drawing::add);
    if (drawing.vertices.isEmpty()) {
      drawing.leaf(output.requireVariable("AutogradGraph.of"));
    }
    return new AutogradGraph(drawing.vertices, drawing.edges);
  }

  /** The graph in the language of Graphviz: leaves are boxes, operations rounded boxes. */
  public String toDot() {
    StringBuilder dot = new StringBuilder("digraph autograd {\n  rankdir=TB;\n");
    for (Vertex vertex : vertices) {
      String style =
          switch (vertex.kind()) {
            case LEAF -> "box";
            case CONSTANT -> "box, style=dashed";
            case OPERATION -> "box, style=rounded";
          };
      String gradient = vertex.gradient().map(g -> "\\ngrad " + g.shape()).orElse("");
      dot.append(
          "  v%d [shape=%s, label=\"%s\\n%s %s%s\"];\n"
              .formatted(
                  vertex.id(),
                  style,
                  vertex.label().replace("\\", "\\\\").replace("\"", "\\\""),
                  vertex.dtype(),
                  vertex.shape(),
                  gradient));
    }
    for (Edge edge : edges) {
      dot.append("  v%d -> v%d [label=\"%s\"];\n".formatted(edge.from(), edge.to(), edge.shape()));
    }
    return dot.append("}\n").toString();
  }

  /** Numbers the vertices as it meets them. */
  private static final class Drawing {
    final List<Vertex> vertices = new ArrayList<>();
    final List<Edge> edges = new ArrayList<>();
    private final IdentityHashMap<Variable, String> names = new IdentityHashMap<>();
    private final IdentityHashMap<Variable, Integer> leaves = new IdentityHashMap<>();
    private final Map<Node, Integer> operations = new HashMap<>();

    Drawing(Map<String, Tensor> named) {
      named.forEach(
          (name, tensor) -> {
            Variable variable = tensor.variable();
            if (variable != null) {
              names.put(variable, name);
            }
          });
    }

    void add(Node node) {
      List<Integer> from = new ArrayList<>();
      for (int i = 0; i < node.inputCount(); i++) {
        from.add(source(node, i));
      }
      int id = operation(node);
      for (int i = 0; i < from.size(); i++) {
        edges.add(new Edge(from.get(i), id, node.shape(i)));
      }
      operations.put(node, id);
    }

    private int source(Node node, int input) {
      Variable variable = node.variable(input);
      if (variable == null) {
        return vertex(Kind.CONSTANT, "", "", node.shape(input), node.dtype(input), null);
      }
      Node creator = variable.creator();
      return creator == null ? leaf(variable) : operations.get(creator);
    }

    int leaf(Variable variable) {
      Integer known = leaves.get(variable);
      if (known != null) {
        return known;
      }
      int id = vertex(Kind.LEAF, "", name(variable), variable.shape(), variable.dtype(), variable);
      leaves.put(variable, id);
      return id;
    }

    /** Shown with its first differentiable result; nearly all operations have one. */
    private int operation(Node node) {
      for (int i = 0; i < node.outputCount(); i++) {
        Variable output = node.outputVariable(i);
        if (output != null) {
          String operation = node.op().name();
          Shape shape = output.shape();
          return vertex(Kind.OPERATION, operation, name(output), shape, output.dtype(), output);
        }
      }
      throw new IllegalStateException(node.op().name() + ": recorded without a result");
    }

    private String name(Variable variable) {
      return names.getOrDefault(variable, "");
    }

    private int vertex(
        Kind kind,
        String operation,
        String name,
        Shape shape,
        DType dtype,
        @Nullable Variable variable) {
      Optional<Tensor> gradient = Optional.ofNullable(variable).map(Variable::grad);
      int id = vertices.size();
      vertices.add(new Vertex(id, kind, operation, name, shape, dtype, gradient));
      return id;
    }
  }
}
