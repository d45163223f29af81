package dev.narae.conformance;

import static dev.narae.Refusals.refusal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.ClosedTensorException;
import dev.narae.DType;
import dev.narae.Device;
import dev.narae.DeviceException;
import dev.narae.Grad;
import dev.narae.Scope;
import dev.narae.Shape;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;

/** Making tensors, and moving their elements between host and devices. */
final class TransferChecks {
  private final OnDevice on;

  TransferChecks(Device device) {
    this.on = new OnDevice(device);
  }

  Stream<DynamicNode> tests() {
    Stream<DynamicNode> devices =
        Arrays.stream(DType.values())
            .flatMap(
                dtype ->
                    Stream.of(
                        on.test(dtype + " to another device and back", () -> thereAndBack(dtype)),
                        on.test(dtype + " from and to memory", () -> memory(dtype)),
                        on.test(dtype + " constants", () -> constants(dtype))));
    return Stream.concat(
        devices,
        Stream.of(
            on.test("sequences", TransferChecks::sequences),
            on.test("arrays", TransferChecks::arrays),
            on.test("wrong sizes", TransferChecks::wrongSizes),
            on.test("item", TransferChecks::item),
            on.test("operands on two devices", this::mixed),
            on.test("gradients go back to their device", this::gradients),
            on.test("use after close", TransferChecks::closed)));
  }

  private static Values numbers(DType dtype) {
    return Values.generate(Shape.of(3, 5), i -> (i[0] * 5 + i[1]) % 7).as(dtype);
  }

  private static void thereAndBack(DType dtype) {
    for (Placement placement : Placement.values()) {
      Values values = placement.prepare(numbers(dtype));
      Tensor here = placement.place(values, dtype);
      Tensor there = here.to(OnDevice.REFERENCE);
      assertEquals(OnDevice.REFERENCE, there.device());
      Tensor back = there.to(here.device());
      assertEquals(here.device(), back.device());
      assertEquals(dtype, back.dtype());
      Tensors.assertClose(values, Tensors.read(there), 0, "there");
      Tensors.assertClose(values, Tensors.read(back), 0, "back");
    }
    Tensor nothing = Tensor.zeros(Shape.of(0, 3), dtype).to(OnDevice.REFERENCE);
    assertEquals(Shape.of(0, 3), nothing.shape());
  }

  private static void memory(DType dtype) {
    Values values = numbers(dtype);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment segment = arena.allocate(15L * dtype.bytes(), 64);
      Placement.PERMUTED.place(values, dtype).copyTo(segment);
      Device device = Tensor.zeros(1).device();
      Tensor copy = Tensor.of(segment, Shape.of(3, 5), dtype, device);
      segment.fill((byte) 0);
      Tensors.assertClose(values, Tensors.read(copy), 0, "a copy");
    }
  }

  private static void constants(DType dtype) {
    assertArrayEquals(new long[] {0, 0, 0}, Tensor.zeros(Shape.of(3), dtype).toLongArray());
    assertArrayEquals(new long[] {1, 1, 1}, Tensor.ones(Shape.of(3), dtype).toLongArray());
    Tensor full = Tensor.full(Shape.of(2), 2.75, dtype, Tensor.zeros(1).device());
    double expected = new Values(Shape.scalar(), new double[] {2.75}).as(dtype).at();
    assertArrayEquals(new double[] {expected, expected}, full.toDoubleArray());
    assertEquals(0, Tensor.zeros(Shape.of(0), dtype).toLongArray().length);
    assertEquals(dtype, Tensor.onesLike(full).dtype());
    Tensor like = Tensor.fullLike(full, 1L);
    assertEquals(dtype, like.dtype());
    assertArrayEquals(new long[] {1, 1}, like.toLongArray());
    if (dtype.isFloating()) {
      Tensor many = Tensor.zeros(Shape.of(64), dtype);
      likeness(many, Tensor.randLike(many));
      likeness(many, Tensor.randnLike(many));
    }
  }

  /** Random numbers in the form of another tensor: not all the same. */
  private static void likeness(Tensor other, Tensor random) {
    assertEquals(other.dtype(), random.dtype());
    assertEquals(other.shape(), random.shape());
    assertEquals(other.device(), random.device());
    assertTrue(random.amin().item() < random.amax().item(), random.toString());
  }

  private static void sequences() {
    assertArrayEquals(new long[] {0, 1, 2, 3}, Tensor.arange(4).toLongArray());
    assertEquals(DType.I64, Tensor.arange(4).dtype());
    assertArrayEquals(new double[] {1, 1.5, 2}, Tensor.arange(1, 2.4, 0.5).toDoubleArray());
    assertArrayEquals(new double[] {3, 2, 1}, Tensor.arange(3, 0, -1).toDoubleArray());
    assertArrayEquals(
        new double[] {0, 0.25, 0.5, 0.75, 1}, Tensor.linspace(0, 1, 5).toDoubleArray());
    assertArrayEquals(new double[] {7}, Tensor.linspace(7, 9, 1).toDoubleArray());
    assertArrayEquals(new double[] {1, 0, 0, 1}, Tensor.eye(2).toDoubleArray());
    assertArrayEquals(new double[] {1, 0, 0, 0, 1, 0}, Tensor.eye(2, 3).toDoubleArray());
    assertArrayEquals(new double[] {0.01, 1, 100}, Tensor.logspace(-2, 2, 3).toDoubleArray(), 1e-5);
    Device here = Tensor.zeros(1).device();
    assertArrayEquals(
        new double[] {1, 2, 4},
        Tensor.logspace(0, 2, 3, 2, DType.F64, here).toDoubleArray(),
        1e-15);
    Tensor whole = Tensor.linspace(0, 10, 5, DType.I32);
    assertEquals(DType.I32, whole.dtype());
    assertArrayEquals(new long[] {0, 2, 5, 7, 10}, whole.toLongArray());
    assertArrayEquals(new long[] {5, 3}, Tensor.arange(5, 1, -2, DType.I64, here).toLongArray());
    String error = refusal(IllegalArgumentException.class, () -> Tensor.arange(0, 3, -1));
    assertTrue(error.contains("arange: step -1.0"), error);
    String half =
        refusal(IllegalArgumentException.class, () -> Tensor.arange(0, 3, 0.5, DType.I64, here));
    assertTrue(half.contains("steps of 0.5") && half.contains("i64"), half);
  }

  private static void arrays() {
    assertArrayEquals(new float[] {1.5f, 2}, Tensor.of(new float[] {1.5f, 2}).toFloatArray());
    Tensor third = Tensor.scalar(1 / 3.0);
    assertArrayEquals(new float[] {0.33325195f}, third.to(DType.F16).toFloatArray());
    assertArrayEquals(new float[] {0.33398438f}, third.to(DType.BF16).toFloatArray());
    assertArrayEquals(new double[] {0.1}, Tensor.of(new double[] {0.1}).toDoubleArray());
    assertArrayEquals(new long[] {-7}, Tensor.of(new int[] {-7}).toLongArray());
    assertArrayEquals(new long[] {-7}, Tensor.of(new short[] {-7}).toLongArray());
    assertEquals(DType.I16, Tensor.of(new short[] {-7}).dtype());
    assertArrayEquals(new long[] {255}, Tensor.of(new byte[] {-1}).toLongArray());
    assertArrayEquals(new long[] {1, 0}, Tensor.of(new boolean[] {true, false}).toLongArray());
    Tensor matrix = Tensor.of(new float[][] {{1, 2}, {3, 4}, {5, 6}});
    assertEquals(Shape.of(3, 2), matrix.shape());
    assertEquals(4, matrix.get(1, 1).item());
  }

  private static void wrongSizes() {
    ErrorCase.of(
            "", ShapeException.class, () -> Tensor.of(new float[5], 2, 3), "of:", "5", "[2, 3]")
        .check();
    ErrorCase.of(
            "",
            ShapeException.class,
            () -> Tensor.of(new float[][] {{1, 2}, {3}}),
            "row 1 has 1",
            "row 0 has 2")
        .check();
    ErrorCase.of("", ShapeException.class, () -> Tensor.zeros(2, -1), "[2, -1]", "negative")
        .check();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment small = arena.allocate(8);
      Device device = Tensor.zeros(1).device();
      ErrorCase.of(
              "",
              ShapeException.class,
              () -> Tensor.of(small, Shape.of(3), DType.F32, device),
              "12 bytes",
              "has 8")
          .check();
      String error = refusal(ShapeException.class, () -> Tensor.ones(3).copyTo(small));
      assertTrue(error.contains("12 bytes"), error);
      small.set(ValueLayout.JAVA_LONG, 0, 1);
    }
  }

  private static void item() {
    assertEquals(2.5, Tensor.scalar(2.5).item());
    assertEquals(Long.MAX_VALUE, Tensor.of(new long[] {Long.MAX_VALUE}).toLong());
    String error = refusal(ShapeException.class, () -> Tensor.ones(2, 3).item());
    assertTrue(error.contains("item: shape [2, 3] has 6 elements"), error);
  }

  private void mixed() {
    if (on.device().equals(OnDevice.REFERENCE)) {
      return;
    }
    Tensor there = Tensor.ones(3).to(OnDevice.REFERENCE);
    ErrorCase.of(
            "",
            DeviceException.class,
            () -> Tensor.ones(3).add(there),
            "add",
            on.device().toString(),
            "reference")
        .check();
  }

  /** Half of a computation here and half of it there, and gradients of gradients. */
  private void gradients() {
    Tensor x = Tensor.of(new double[] {1, 2, -3}).requiresGrad(true);
    Tensor there = x.square().to(OnDevice.REFERENCE);
    Tensor back = there.mul(there).to(x.device());
    assertEquals(on.device(), back.device());
    Tensor gradient =
        Grad.of(List.of(back.sum()), List.of(x), Grad.Options.DEFAULT.creatingGraph()).getFirst();
    assertEquals(on.device(), gradient.device());
    assertArrayEquals(new double[] {4, 32, -108}, gradient.toDoubleArray());
    assertArrayEquals(
        new double[] {12, 48, 108}, Grad.of(gradient.sum(), x).getFirst().toDoubleArray());
    assertEquals(false, x.detach().to(OnDevice.REFERENCE).requiresGrad());
    x.to(OnDevice.REFERENCE).sum().backward();
    assertArrayEquals(new double[] {1, 1, 1}, Objects.requireNonNull(x.grad()).toDoubleArray());
  }

  private static void closed() {
    Tensor escaped;
    try (Scope _ = Scope.open("the step")) {
      escaped = Tensor.ones(3).add(1);
    }
    Tensor tensor = escaped;
    assertTrue(tensor.isClosed());
    ErrorCase.of("", ClosedTensorException.class, () -> tensor.add(1), "the step").check();
    ErrorCase.of("", ClosedTensorException.class, () -> tensor.reshape(3, 1), "the step").check();
    assertThrows(ClosedTensorException.class, tensor::toDoubleArray);
    assertTrue(tensor.toString().contains("closed"), tensor.toString());
  }
}
