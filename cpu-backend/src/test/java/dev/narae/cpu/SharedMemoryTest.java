package dev.narae.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.Backends;
import dev.narae.DType;
import dev.narae.Device;
import dev.narae.Scope;
import dev.narae.Shape;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import dev.narae.io.SafeTensors;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tensors over memory that somebody else owns: a program's own, or a mapped file's. */
final class SharedMemoryTest {
  private static final Device CPU = Device.cpu();

  @TempDir Path folder;

  @Test
  void changesAreSeenOnBothSides() {
    try (Arena arena = Arena.ofShared()) {
      MemorySegment memory = arena.allocateFrom(ValueLayout.JAVA_FLOAT, 1, 2, 3, 4);
      Tensor tensor = Tensor.fromSegment(memory, Shape.of(2, 2), DType.F32, CPU);
      memory.setAtIndex(ValueLayout.JAVA_FLOAT, 3, 40);
      assertArrayEquals(new float[] {1, 3, 2, 40}, tensor.t().toFloatArray());
      tensor.mulInPlace(2);
      assertEquals(80, memory.getAtIndex(ValueLayout.JAVA_FLOAT, 3));
    }
  }

  @Test
  void releasingTheTensorLeavesTheMemory() {
    try (Arena arena = Arena.ofShared()) {
      MemorySegment memory = arena.allocateFrom(ValueLayout.JAVA_FLOAT, 1, 2);
      try (Scope _ = Scope.open()) {
        assertEquals(3, Tensor.fromSegment(memory, Shape.of(2), DType.F32, CPU).sum().item());
      }
      assertEquals(2, memory.getAtIndex(ValueLayout.JAVA_FLOAT, 1));
    }
  }

  @Test
  void closedMemoryIsAnExceptionAndNoCrash() {
    Tensor tensor;
    try (Arena arena = Arena.ofShared()) {
      tensor = Tensor.fromSegment(arena.allocate(4 << 20), Shape.of(1 << 20), DType.F32, CPU);
    }
    assertThrows(IllegalStateException.class, () -> tensor.add(1.0).item());
  }

  @Test
  void unusableMemoryIsCopied() {
    try (Arena arena = Arena.ofShared()) {
      MemorySegment bytes = arena.allocate(9, 8);
      MemorySegment odd = bytes.asSlice(1, 8);
      odd.set(ValueLayout.JAVA_FLOAT_UNALIGNED, 0, 7);
      Tensor copy = Tensor.fromSegment(odd, Shape.of(2), DType.F32, CPU);
      Tensor fixed =
          Tensor.fromSegment(bytes.asSlice(0, 8).asReadOnly(), Shape.of(2), DType.F32, CPU);
      fixed.fill(1);
      odd.fill((byte) 0);
      assertArrayEquals(new float[] {7, 0}, copy.toFloatArray());
      assertArrayEquals(new float[] {1, 1}, fixed.toFloatArray());
    }
  }

  @Test
  void refusesWhatCannotBeShared() {
    try (Arena own = Arena.ofConfined()) {
      MemorySegment memory = own.allocate(8);
      var confined =
          assertThrows(
              IllegalArgumentException.class,
              () -> Tensor.fromSegment(memory, Shape.of(2), DType.F32, CPU));
      assertTrue(String.valueOf(confined.getMessage()).contains("Arena.ofShared()"));
      var small =
          assertThrows(
              ShapeException.class, () -> Tensor.fromSegment(memory, Shape.of(3), DType.F32, CPU));
      assertEquals(
          "fromSegment: shape [3] of f32 needs 12 bytes of off-heap memory, but the segment has 8"
              + " (off-heap)",
          small.getMessage());
    }
  }

  private static long live() {
    return Backends.open(CPU).memory().live();
  }

  @Test
  void mappedTensorsTakeNoMemoryAndNeverChangeTheFile() throws IOException {
    Path file = folder.resolve("m.safetensors");
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("w", Tensor.arange(0, 300_000, 1).reshape(300, 1000));
    tensors.put("b", Tensor.of(new boolean[] {true, false, true}));
    SafeTensors.write(file, tensors, Map.of());
    byte[] before = Files.readAllBytes(file);
    long live = live();
    Tensor weight = Objects.requireNonNull(SafeTensors.map(file, CPU).tensors().get("w"));
    assertTrue(live() <= live, "mapping allocated memory");
    assertArrayEquals(
        Objects.requireNonNull(tensors.get("w")).toFloatArray(), weight.toFloatArray());
    weight.fill(5);
    assertEquals(5 * 300_000.0, weight.sum().item());
    assertArrayEquals(before, Files.readAllBytes(file));
  }

  /** A header that does not end at a multiple of 4, which the format allows. */
  @Test
  void mappedTensorsOfOddAlignmentAreCopied() throws IOException {
    String header = "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}";
    String odd = header + " ".repeat((8 - header.length() % 8) % 8 + 1);
    ByteBuffer bytes = ByteBuffer.allocate(16 + odd.length()).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(odd.length()).put(odd.getBytes(StandardCharsets.US_ASCII));
    bytes.putFloat(1.5f).putFloat(-2);
    Path file = Files.write(folder.resolve("odd.safetensors"), bytes.array());
    Tensor tensor = Objects.requireNonNull(SafeTensors.map(file, CPU).tensors().get("a"));
    assertArrayEquals(new float[] {1.5f, -2}, tensor.toFloatArray());
  }

  @Test
  void aFileThatMayOnlyBeReadIsMappedToo() throws IOException {
    Path file = folder.resolve("r.safetensors");
    SafeTensors.write(file, Map.of("a", Tensor.ones(3)), Map.of());
    assertTrue(file.toFile().setReadOnly());
    Tensor tensor = Objects.requireNonNull(SafeTensors.map(file, CPU).tensors().get("a"));
    assertArrayEquals(new float[] {2, 2, 2}, tensor.addInPlace(Tensor.ones(3)).toFloatArray());
  }
}
