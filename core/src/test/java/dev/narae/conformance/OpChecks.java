package dev.narae.conformance;

import static dev.narae.Refusals.refusal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;

import dev.narae.ClosedTensorException;
import dev.narae.DType;
import dev.narae.DTypeException;
import dev.narae.Device;
import dev.narae.Scope;
import dev.narae.Shape;
import dev.narae.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;

/** The results of every operator against its reference in plain Java. */
final class OpChecks {
  /** These differ from others in how they are stored, not in how they are computed with. */
  private static final Set<DType> IN_BRIEF = EnumSet.of(DType.I8, DType.I16, DType.F16, DType.BF16);

  private static final long TYPICAL = 300;

  private final OnDevice on;

  OpChecks(Device device) {
    this.on = new OnDevice(device);
  }

  Stream<DynamicNode> results() {
    return OpCases.selected().stream()
        .map(
            op ->
                dynamicContainer(
                    op.name(),
                    op.traits().dtypes().stream()
                        .sorted()
                        .map(dtype -> on.test(dtype.toString(), () -> result(op, dtype)))));
  }

  private static void result(OpCase op, DType dtype) {
    if (IN_BRIEF.contains(dtype)) {
      result(op, dtype, Samples.typical(op, TYPICAL));
      return;
    }
    for (int i = 0; i < op.samples().size(); i++) {
      result(op, dtype, i);
    }
  }

  private static void result(OpCase op, DType dtype, int i) {
    List<Values> values = Samples.values(op, i, dtype);
    compare(op, dtype, values, Samples.dense(op, i, values, dtype), "sample " + i);
  }

  private static void compare(
      OpCase op, DType dtype, List<Values> values, List<Tensor> inputs, String what) {
    Tensor actual = OnDevice.withoutDefault(() -> op.subject().apply(inputs));
    assertEquals(op.traits().result().of(dtype), actual.dtype(), "dtype of " + what);
    Values expected = op.reference().apply(values).as(actual.dtype());
    double tolerance = op.traits().tolerance(actual.dtype());
    Tensors.assertClose(expected, Tensors.read(actual), tolerance, what);
  }

  Stream<DynamicNode> placements() {
    return OpCases.selected().stream()
        .map(
            op ->
                dynamicContainer(
                    op.name(),
                    Arrays.stream(Placement.values())
                        .flatMap(
                            first ->
                                Stream.of(DType.F32, DType.I32)
                                    .filter(op.traits().dtypes()::contains)
                                    .map(
                                        dtype ->
                                            on.test(
                                                first + " " + dtype,
                                                () -> placement(op, first, dtype))))));
  }

  private static void placement(OpCase op, Placement first, DType dtype) {
    for (int i = 0; i < op.samples().size(); i++) {
      List<Values> values = Samples.prepared(Samples.values(op, i, dtype), first);
      List<Tensor> inputs = Samples.placed(op, i, values, dtype, first);
      compare(op, dtype, values, inputs, "sample " + i);
    }
  }

  Stream<DynamicNode> specials() {
    return OpCases.selected().stream()
        .filter(op -> op.traits().specials())
        .flatMap(
            op ->
                Stream.of(DType.F32, DType.F64)
                    .map(dtype -> on.test(op.name() + " " + dtype, () -> special(op, dtype))));
  }

  /** One input runs over all special numbers; two run over all pairs of them. */
  private static void special(OpCase op, DType dtype) {
    int count = op.samples().getFirst().size();
    List<Double> numbers = ElementwiseCase.specials();
    List<Values> values = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      int axis = k;
      Shape grid = Shape.of(numbers.size(), count == 1 ? 3 : numbers.size());
      values.add(Values.generate(grid, i -> numbers.get((int) i[axis])));
    }
    List<Tensor> inputs = values.stream().map(v -> Tensors.dense(v, dtype)).toList();
    compare(op, dtype, values, inputs, "special numbers");
  }

  Stream<DynamicNode> refusals() {
    return OpCases.selected().stream()
        .flatMap(
            op ->
                Stream.concat(
                    Stream.of(
                        on.test(op.name() + ": other dtypes", () -> otherDTypes(op)),
                        on.test(op.name() + ": closed tensors", () -> closedTensors(op))),
                    op.errors().stream()
                        .map(error -> on.test(op.name() + ": " + error.name(), error::check))));
  }

  /** A dtype for which nothing is promised gives a result, or an error that says what to do. */
  private static void otherDTypes(OpCase op) {
    Set<DType> others = EnumSet.allOf(DType.class);
    others.removeAll(op.traits().dtypes());
    for (DType dtype : others) {
      List<Tensor> inputs = Samples.dense(op, 0, Samples.values(op, 0, dtype), dtype);
      try {
        Tensors.read(OnDevice.withoutDefault(() -> op.subject().apply(inputs)));
      } catch (DTypeException e) {
        String message = String.valueOf(e.getMessage());
        assertTrue(message.matches("\\w+: .*[;:] .*"), message);
        assertTrue(message.contains(dtype.toString()), message);
      }
    }
  }

  private static void closedTensors(OpCase op) {
    DType dtype = op.traits().dtypes().iterator().next();
    List<Tensor> inputs;
    try (Scope _ = Scope.open("the test")) {
      inputs = Samples.dense(op, 0, Samples.values(op, 0, dtype), dtype);
    }
    String message =
        refusal(ClosedTensorException.class, () -> Tensors.read(op.subject().apply(inputs)));
    assertTrue(message.contains("released by the end of the test"), message);
  }
}
