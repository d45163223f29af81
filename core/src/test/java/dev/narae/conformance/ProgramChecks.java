package dev.narae.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.narae.DType;
import dev.narae.Device;
import dev.narae.Fusion;
import dev.narae.Grad;
import dev.narae.GradCheck;
import dev.narae.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;

/**
 * Random programs against the reference backend, value and gradients. The system property {@code
 * narae.programs} sets how many.
 */
final class ProgramChecks {
  private static final int PROGRAMS = Integer.getInteger("narae.programs", 1000);
  private static final int DIFFERENTIATED = 20;
  private static final double DOUBLE_TOLERANCE = 1e-9;
  private static final double SINGLE_TOLERANCE = 2e-4;

  private final OnDevice on;

  ProgramChecks(Device device) {
    this.on = new OnDevice(device);
  }

  Stream<DynamicNode> tests() {
    Stream<DynamicNode> compared =
        LongStream.range(0, PROGRAMS)
            .mapToObj(seed -> on.test("program " + seed, () -> compare(new RandomProgram(seed))));
    Stream<DynamicNode> differences =
        LongStream.range(0, DIFFERENTIATED)
            .mapToObj(
                seed ->
                    on.test(
                        "program %d by differences".formatted(seed),
                        () -> differences(new RandomProgram(seed))));
    return Stream.concat(compared, differences);
  }

  /** The value and the gradients of the leaves. */
  private static List<Values> evaluate(RandomProgram program, List<Tensor> leaves) {
    leaves.forEach(leaf -> leaf.requiresGrad(true));
    Tensor result = program.run(leaves);
    List<Values> values = new ArrayList<>(List.of(Tensors.read(result)));
    Grad.Options options = Grad.Options.DEFAULT.allowingUnused();
    Grad.of(List.of(result), leaves, options).forEach(g -> values.add(Tensors.read(g)));
    return values;
  }

  private static void compare(RandomProgram program) {
    List<RandomProgram.Leaf> leaves = program.leaves();
    List<Values> expected =
        Device.with(
            OnDevice.REFERENCE,
            () -> evaluate(program, leaves.stream().map(ProgramChecks::dense).toList()));
    List<Values> twice = evaluate(program, placed(leaves, DType.F64));
    for (int i = 0; i < expected.size(); i++) {
      String what = i == 0 ? "value" : "gradient " + (i - 1);
      Tensors.assertClose(expected.get(i), twice.get(i), DOUBLE_TOLERANCE, what);
    }
    Values single = Tensors.read(program.run(placed(leaves, DType.F32)));
    Tensors.assertClose(expected.getFirst(), single, SINGLE_TOLERANCE, "value in f32");
    fused(program, leaves, twice);
  }

  /** With every chain of elementwise operators as one kernel. */
  private static void fused(
      RandomProgram program, List<RandomProgram.Leaf> leaves, List<Values> apart) {
    try (var _ = Fusion.use(Fusion.Level.ALWAYS)) {
      List<Values> together = evaluate(program, placed(leaves, DType.F64));
      for (int i = 0; i < apart.size(); i++) {
        assertArrayEquals(apart.get(i).data(), together.get(i).data(), "fused, number " + i);
      }
      Values single = Tensors.read(program.run(placed(leaves, DType.F32)));
      Tensors.assertClose(apart.getFirst(), single, SINGLE_TOLERANCE, "fused, in f32");
    }
  }

  private static Tensor dense(RandomProgram.Leaf leaf) {
    return Tensors.dense(leaf.values(), DType.F64);
  }

  private static List<Tensor> placed(List<RandomProgram.Leaf> leaves, DType dtype) {
    return leaves.stream().map(leaf -> leaf.placement().place(leaf.values(), dtype)).toList();
  }

  private static void differences(RandomProgram program) {
    Tensor[] leaves =
        program.leaves().stream()
            .map(leaf -> dense(leaf).requiresGrad(true))
            .toArray(Tensor[]::new);
    GradCheck.check(program::run, leaves);
  }
}
