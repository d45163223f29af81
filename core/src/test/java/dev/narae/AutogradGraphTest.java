package dev.narae;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.AutogradGraph.Edge;
import dev.narae.AutogradGraph.Kind;
import dev.narae.AutogradGraph.Vertex;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The recorded graph as others see it. */
class AutogradGraphTest {
  private final Tensor x = Tensor.ones(Shape.of(2, 3), DType.F64).requiresGrad(true);
  private final Tensor y = Tensor.of(new double[] {5, 5, 5}, 3);

  @Test
  void listsLeavesConstantsAndOperationsInOrder() {
    Tensor a = x.mul(y);
    Tensor c = a.add(x).exp();
    a.retainGrad();
    c.backward(Tensor.onesLike(c));
    AutogradGraph graph = AutogradGraph.of(c, Map.of("x", x, "a", a));
    assertEquals(
        List.of("x", "constant", "a = mul", "add", "exp"),
        graph.vertices().stream().map(Vertex::label).toList());
    assertEquals(
        List.of(Kind.LEAF, Kind.CONSTANT, Kind.OPERATION, Kind.OPERATION, Kind.OPERATION),
        graph.vertices().stream().map(Vertex::kind).toList());
    Shape full = Shape.of(2, 3);
    assertEquals(
        List.of(
            new Edge(0, 2, full),
            new Edge(1, 2, Shape.of(3)),
            new Edge(2, 3, full),
            new Edge(0, 3, full),
            new Edge(3, 4, full)),
        graph.edges());
    double[] gradient = graph.vertices().getFirst().gradient().orElseThrow().toDoubleArray();
    assertEquals(6 * Math.exp(6), gradient[5], 1e-9);
    double[] retained = graph.vertices().get(2).gradient().orElseThrow().toDoubleArray();
    assertEquals(Math.exp(6), retained[5], 1e-9);
    assertTrue(graph.vertices().get(3).gradient().isEmpty());
  }

  @Test
  void printsForGraphviz() {
    Tensor c = x.exp();
    assertEquals(
        """
        digraph autograd {
          rankdir=TB;
          v0 [shape=box, label="a \\"b\\"\\nf64 [2, 3]"];
          v1 [shape=box, style=rounded, label="exp\\nf64 [2, 3]"];
          v0 -> v1 [label="[2, 3]"];
        }
        """,
        AutogradGraph.of(c, Map.of("a \"b\"", x)).toDot());
  }

  @Test
  void showsALeafAlone() {
    assertEquals("leaf", AutogradGraph.of(x).vertices().getFirst().label());
  }

  @Test
  void walksLongChainsWithoutRecursion() {
    Tensor t = x;
    for (int i = 0; i < 20_000; i++) {
      t = t.neg();
    }
    assertEquals(20_001, AutogradGraph.of(t).vertices().size());
  }

  @Test
  void refusesWhatWasNotRecorded() {
    String message = Refusals.refusal(AutogradException.class, () -> AutogradGraph.of(y));
    assertTrue(message.startsWith("AutogradGraph.of: "), message);
  }
}
