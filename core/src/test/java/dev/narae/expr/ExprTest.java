package dev.narae.expr;

import static dev.narae.Refusals.refusal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.DType;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Building trees: interning, folding, conversions between masks and numbers, limits. */
final class ExprTest {
  private static final Expr X = Expr.arg(0);
  private static final Expr Y = Expr.arg(1);

  @Test
  void equalTreesAreOneObject() {
    assertSame(X.add(Y).mul(X.sin()), Expr.arg(0).add(Expr.arg(1)).mul(Expr.arg(0).sin()));
    assertNotSame(X.add(Y), Y.add(X));
  }

  @Test
  void constantsAreComputedWhileBuilding() {
    assertEquals(Expr.constant(7), Expr.constant(3).mul(2).add(1));
    assertEquals(Expr.constant(0), Expr.constant(0).sin());
  }

  @Test
  void masksAndNumbersConvertWhereTheOtherIsNeeded() {
    Expr mask = X.lt(Y);
    assertTrue(mask.isMask());
    assertSame(mask, mask.asMask());
    assertFalse(mask.asNumber().isMask());
    assertFalse(mask.add(Y).isMask());
    assertTrue(X.logicalAnd(Y).isMask());
    Formula both = Formula.binary("both", (a, b) -> a.logicalAnd(b));
    assertEquals(1, TreeEvaluator.evaluate(both, new double[] {2, -3}));
    assertEquals(0, TreeEvaluator.evaluate(both, new double[] {2, 0}));
    Formula sum = Formula.binary("sum", (a, b) -> a.lt(b).add(a.le(b)));
    assertEquals(1, TreeEvaluator.evaluate(sum, new double[] {2, 2}));
  }

  @Test
  void anOperatorRefusesTheWrongNumberOfOperands() {
    String error = refusal(IllegalArgumentException.class, () -> Expr.apply(ScalarOp.ADD, X));
    assertEquals("ADD takes 2 operands, not 1", error);
  }

  @Test
  void aFormulaRefusesLeavesItDoesNotHave() {
    String error = refusal(IllegalArgumentException.class, () -> Formula.unary("f", x -> x.add(Y)));
    assertTrue(error.startsWith("f: the expression reads"), error);
    assertThrows(
        IllegalArgumentException.class, () -> Formula.of("g", 1, 0, X.mul(Expr.scalar(0))));
    assertThrows(IllegalArgumentException.class, () -> Formula.of("h", 0, 0, Expr.uniform(0, 0)));
  }

  @Test
  void aFormulaRefusesAnEndlessTree() {
    Expr tree = X;
    for (int i = 0; i < 250; i++) {
      tree = tree.mul(Y).add(1);
    }
    Expr deep = tree;
    String error = refusal(IllegalArgumentException.class, () -> Formula.of("deep", 2, 0, deep));
    assertTrue(error.contains("deep: an expression of depth"), error);
    assertTrue(error.contains("split it"), error);
  }

  @Test
  void operandsComeBeforeTheirOperatorsAndOnlyOnce() {
    Expr shared = X.mul(Y);
    Expr root = shared.sin().add(shared);
    List<Expr> order = Trees.topological(root);
    assertEquals(5, order.size());
    assertTrue(order.indexOf(shared) < order.indexOf(shared.sin()));
    assertSame(root, order.getLast());
    assertEquals(Set.of(0, 1), Trees.args(root));
  }

  @Test
  void kernelsAreFoundByIdentity() {
    Formula f = Formula.unary("f", x -> x.mul(x));
    Formula g = Formula.unary("g", x -> x.mul(x));
    assertSame(f.kernel(DType.F32, DType.F32), g.kernel(DType.F32, DType.F32));
    assertNotSame(f.kernel(DType.F32, DType.F32), f.kernel(DType.F64, DType.F64));
    assertTrue(f.kernel(DType.F32, DType.BOOL).body().isMask());
  }

  @Test
  void printsAsNestedCalls() {
    assertEquals("add(mul(x0, x1), s0)", X.mul(Y).add(Expr.scalar(0)).toString());
  }
}
