package dev.narae.cuda;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.narae.DType;
import dev.narae.spi.View;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * cuBLASLt on one stream: products to whose columns a bias is added before they are rounded and
 * stored. Numbers of enumerations are those of cublasLt.h.
 */
final class BlasLt {
  private static final int TRANSPOSE_LEFT = 3;
  private static final int TRANSPOSE_RIGHT = 4;
  private static final int EPILOGUE = 7;
  private static final int BIAS_POINTER = 8;
  private static final int EPILOGUE_BIAS = 4;
  private static final int TRANSPOSED = 1;

  private static final int MOST_WORKSPACE = 1;
  private static final int REDUCTIONS = 3;
  private static final int LEFT_ALIGNMENT = 5;
  private static final int RIGHT_ALIGNMENT = 6;
  private static final int ADDEND_ALIGNMENT = 7;
  private static final int OUT_ALIGNMENT = 8;

  /** Parts of a sum are joined as they were summed: neither as halves nor in the result. */
  private static final int AS_SUMMED = 2;

  /** What cublasLtMatmulHeuristicResult_t takes: the algorithm, its memory, a status and more. */
  private static final long RESULT_BYTES = 96;

  private static final long RESULT_WORKSPACE = 64;
  private static final long RESULT_STATE = 72;
  private static final long WORKSPACE = 32L << 20;

  /** What allocations are aligned to at least, and algorithms want at most. */
  private static final long ALIGNED = 256;

  private final LtCalls calls;
  private final long stream;
  private final boolean tf32;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment numbers = arena.allocate(8, 8);
  private final MemorySegment cell = arena.allocate(8, 8);
  private final long handle;
  private final Map<Key, Optional<Plan>> plans = new HashMap<>();

  /** cuBLASLt for a stream; what it cannot do then, it says when it is asked. */
  BlasLt(LtCalls calls, GpuStream stream, boolean tf32) {
    this.calls = calls;
    this.stream = stream.handle();
    this.tf32 = tf32;
    numbers.setAtIndex(JAVA_FLOAT, 0, 1);
    numbers.setAtIndex(JAVA_FLOAT, 1, 0);
    handle = calls.create(cell.address()) == 0 ? cell.get(JAVA_LONG, 0) : 0;
  }

  /** Products that are alike: extents, distances of rows, dtype and alignments. */
  private record Key(
      DType dtype,
      long rows,
      long columns,
      long depth,
      boolean leftTransposed,
      int leftLead,
      boolean rightTransposed,
      int rightLead,
      int outLead,
      long leftAligned,
      long rightAligned,
      long outAligned,
      long biasAligned) {}

  private record Plan(
      long product, long left, long right, long out, MemorySegment result, long workspace) {}

  /** Where the matrices of a product lie. */
  private record Places(long left, long right, long out, long bias) {}

  /**
   * out = left · right + bias for a single matrix; out's rows lie one after the other.
   *
   * @param bias a number for each column of out
   * @return false if there is no algorithm and nothing was done
   */
  boolean multiply(Launch launch, BlasMatrix left, BlasMatrix right, BlasMatrix out, View bias) {
    if (handle == 0) {
      return false;
    }
    // As in Blas, the transposed product is computed, whose columns are our rows.
    Places at =
        new Places(
            launch.address(right.view()),
            launch.address(left.view()),
            launch.address(out.view()),
            launch.address(bias));
    Key key = key(left, right, out, at);
    Optional<Plan> plan = plans.get(key);
    if (plan == null) {
      plan = plan(key, at.bias);
      plans.put(key, plan);
    }
    return plan.isPresent() && run(launch, plan.get(), at);
  }

  private static Key key(BlasMatrix left, BlasMatrix right, BlasMatrix out, Places at) {
    return new Key(
        left.view().dtype(),
        out.view().shape().dim(2),
        out.view().shape().dim(1),
        left.view().shape().dim(2),
        right.transposed(),
        right.lead(),
        left.transposed(),
        left.lead(),
        out.lead(),
        aligned(at.left),
        aligned(at.right),
        aligned(at.out),
        aligned(at.bias));
  }

  private static long aligned(long address) {
    return Math.min(ALIGNED, Long.lowestOneBit(address));
  }

  private boolean run(Launch launch, Plan plan, Places at) {
    if (!setProduct(plan.product, BIAS_POINTER, at.bias, JAVA_LONG.byteSize())) {
      return false;
    }
    long space = plan.workspace == 0 ? 0 : launch.scratch(plan.workspace).address();
    int result =
        calls.multiply(
            handle,
            plan.product,
            numbers.address(),
            new LtCalls.Matrix(plan.left, at.left),
            new LtCalls.Matrix(plan.right, at.right),
            numbers.address() + JAVA_FLOAT.byteSize(),
            new LtCalls.Matrix(plan.out, at.out),
            plan.result.address(),
            space,
            plan.workspace,
            stream);
    return result == 0;
  }

  /** Descriptions and the algorithm that the heuristic ranks first; empty if there is none. */
  private Optional<Plan> plan(Key key, long bias) {
    int type = Blas.type(key.dtype);
    long product = made(calls.createProduct(cell.address(), Blas.compute(key.dtype, tf32), 0));
    long left = matrix(type, key.leftTransposed, key.rows, key.depth, key.leftLead);
    long right = matrix(type, key.rightTransposed, key.depth, key.columns, key.rightLead);
    long out = matrix(type, false, key.rows, key.columns, key.outLead);
    MemorySegment result = arena.allocate(RESULT_BYTES, 8);
    boolean found =
        product != 0
            && left != 0
            && right != 0
            && out != 0
            && (!key.leftTransposed || setProduct(product, TRANSPOSE_LEFT, TRANSPOSED, 4))
            && (!key.rightTransposed || setProduct(product, TRANSPOSE_RIGHT, TRANSPOSED, 4))
            && setProduct(product, EPILOGUE, EPILOGUE_BIAS, 4)
            && setProduct(product, BIAS_POINTER, bias, JAVA_LONG.byteSize())
            && choose(key, product, left, right, out, result);
    Plan plan =
        new Plan(product, left, right, out, result, result.get(JAVA_LONG, RESULT_WORKSPACE));
    if (!found) {
      destroy(plan);
      return Optional.empty();
    }
    return Optional.of(plan);
  }

  /** What was written to the cell, or 0. */
  private long made(int result) {
    return result == 0 ? cell.get(JAVA_LONG, 0) : 0;
  }

  /** A description of rows by columns as they lie, column by column unless transposed. */
  private long matrix(int type, boolean transposed, long rows, long columns, long lead) {
    long inMemory = transposed ? columns : rows;
    long across = transposed ? rows : columns;
    return made(calls.createMatrix(cell.address(), type, inMemory, across, lead));
  }

  private boolean setProduct(long product, int attribute, long value, long bytes) {
    cell.set(JAVA_LONG, 0, value);
    return calls.setProduct(product, attribute, cell.address(), bytes) == 0;
  }

  private boolean setPreference(long preference, int attribute, long value, long bytes) {
    cell.set(JAVA_LONG, 0, value);
    return calls.setPreference(preference, attribute, cell.address(), bytes) == 0;
  }

  private boolean choose(
      Key key, long product, long left, long right, long out, MemorySegment result) {
    long preference = made(calls.createPreference(cell.address()));
    if (preference == 0) {
      return false;
    }
    boolean chosen =
        setPreference(preference, MOST_WORKSPACE, WORKSPACE, JAVA_LONG.byteSize())
            && setPreference(preference, REDUCTIONS, AS_SUMMED, 4)
            && setPreference(preference, LEFT_ALIGNMENT, key.leftAligned, 4)
            && setPreference(preference, RIGHT_ALIGNMENT, key.rightAligned, 4)
            && setPreference(preference, ADDEND_ALIGNMENT, key.outAligned, 4)
            && setPreference(preference, OUT_ALIGNMENT, key.outAligned, 4)
            && calls.choose(
                    handle, product, left, right, out, preference, result.address(), cell.address())
                == 0
            && cell.get(JAVA_INT, 0) > 0
            && result.get(JAVA_INT, RESULT_STATE) == 0;
    int _ = calls.destroyPreference(preference);
    return chosen;
  }

  private void destroy(Plan plan) {
    if (plan.product != 0) {
      int _ = calls.destroyProduct(plan.product);
    }
    for (long matrix : new long[] {plan.left, plan.right, plan.out}) {
      if (matrix != 0) {
        int _ = calls.destroyMatrix(matrix);
      }
    }
  }

  void close() {
    plans.values().forEach(plan -> plan.ifPresent(this::destroy));
    if (handle != 0) {
      int _ = calls.destroy(handle);
    }
    arena.close();
  }
}
