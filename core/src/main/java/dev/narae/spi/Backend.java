package dev.narae.spi;

import dev.narae.DType;
import dev.narae.Device;
import dev.narae.expr.Kernel;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A device that computes. Core checks arguments, infers shapes and dtypes, allocates outputs and
 * turns broadcasts into stride 0; a backend computes into the views it is given, for any strides.
 *
 * <p>Inputs may overlap each other; an output overlaps an input only as the same view (an in-place
 * update). Outputs have no stride 0. Any extent may be 0: then there is nothing to do, except that
 * a reduction stores its neutral element. All methods may be called from several threads.
 */
public interface Backend extends AutoCloseable {

  /** The device this backend drives. */
  Device device();

  /**
   * Uninitialised memory, at least 64-byte aligned, out of a caching allocator.
   *
   * @throws dev.narae.OutOfDeviceMemoryException if there is none left
   */
  Buffer allocate(long bytes);

  /**
   * A buffer over the caller's own off-heap memory, without a copy, which must stay open; empty if
   * this device cannot compute there. Freeing it does nothing to the memory.
   */
  default Optional<Buffer> adopt(MemorySegment memory) {
    return Optional.empty();
  }

  /** Returns memory to the allocator; safe while earlier computations on it still run. */
  void free(Buffer buffer);

  /** Copies host memory into a buffer at a byte offset; the source may be reused on return. */
  void upload(MemorySegment source, Buffer target, long targetOffset);

  /** Copies from a buffer at a byte offset to host memory, after all earlier computations. */
  void download(Buffer source, long sourceOffset, MemorySegment target);

  /**
   * Copies from another device's buffer without the host in between.
   *
   * @return false if there is no such way and nothing was done
   */
  default boolean receive(
      Backend from, Buffer source, long sourceOffset, Buffer target, long bytes) {
    return false;
  }

  /**
   * Notes calls, without computing, to hand them over as one later, for less than each alone. They
   * were made before, on the same views, whose memory stays until the sequence is closed.
   *
   * @param calls makes them; none reads back to the host
   * @param numbers which of their runtime scalars differ each time
   * @return empty if that would not be faster here
   */
  default Optional<CallSequence> sequence(Runnable calls, ChangingNumbers numbers) {
    return Optional.empty();
  }

  /** Waits until all earlier computations of this thread have finished. */
  void synchronize();

  /**
   * Whether the code for all that is being computed is in its fastest form; not so while a backend
   * still compiles in the background. What was computed once and long ago may be compiled only when
   * it is computed again. For measurements: results never depend on it.
   */
  default boolean isWarm() {
    return true;
  }

  /** What the allocator holds. */
  MemoryStats memory();

  /**
   * Gives memory that the allocator keeps for later back to the device, for other programs and
   * other backends on it; what tensors hold stays. It happens by itself where memory runs out.
   */
  default void emptyCache() {}

  /**
   * Evaluates a kernel for each element of {@code out}.
   *
   * @param scalars the runtime scalars as {@link Kernel} describes
   * @param inputs views of {@code out}'s shape; dtypes may differ
   */
  void map(Kernel kernel, long[] scalars, List<View> inputs, View out);

  /**
   * Whether {@link #mapAll} costs less than as many calls of {@link #map}.
   *
   * @param elements that a call writes
   */
  default boolean mapsTogether(long elements) {
    return false;
  }

  /**
   * Evaluates a kernel several times, in any order: none of the calls writes what another one reads
   * or writes. The bits are those of {@link #map}.
   */
  default void mapEach(Kernel kernel, List<MapCall> calls) {
    calls.forEach(call -> map(kernel, call.numbers(), call.inputs(), call.out()));
  }

  /**
   * Evaluates kernels in this order, as far as it shows: each call may read and write what others
   * read and write. The bits are those of {@link #map}.
   */
  default void mapAll(List<KernelCall> calls) {
    CallWaves.run(this, calls);
  }

  /**
   * Has a kernel made ready for {@link #map} on such views, in the background if that takes long.
   * Operators that follow each other run as one kernel only once this has said that it is ready.
   *
   * @param inputs only their dtypes and layouts count
   */
  default Readiness prepare(Kernel kernel, List<View> inputs, View out) {
    return Readiness.READY;
  }

  /**
   * Evaluates a kernel over a domain and joins the values along some axes.
   *
   * @param kernel a number in every case; its {@code compute} dtype is the accumulator's
   * @param inputs at least one view, all of the domain's shape
   * @param out of the domain's rank; the reduced axes are those where it has extent 1
   */
  void reduce(ReduceKind kind, Kernel kernel, long[] scalars, List<View> inputs, View out);

  /**
   * The position of the largest (or smallest) element along an axis, the first at ties; a NaN wins.
   *
   * @param axis counted from 0; its extent is at least 1
   * @param out I64, with extent 1 at {@code axis}
   */
  void argReduce(boolean largest, View input, int axis, View out);

  /**
   * out[b, i, j] = sum over k of a[b, i, k] * b[b, k, j], in the dtype all three share: F32, F64,
   * I32 or I64.
   *
   * @param a (batch, m, k)
   * @param b (batch, k, n)
   * @param out (batch, m, n)
   * @param epilogue applied to each element before it is stored; null for none
   */
  void matmul(View a, View b, View out, @Nullable Epilogue epilogue);

  /**
   * Whether {@link #matmul} also takes F16 and BF16: products summed in F32, and each element
   * rounded once, after the epilogue, whose kernel computes in F32. Else core widens the factors.
   */
  default boolean multipliesHalves() {
    return false;
  }

  /**
   * out[…, i, …] = input[…, index[…, i, …], …] along an axis. {@code index} is I64 of out's shape;
   * input has out's extents except along {@code axis}. Indices are in range.
   */
  void gather(View input, int axis, View index, View out);

  /**
   * Joins source[…, i, …] with out[…, index[…, i, …], …] along an axis, elements that meet in
   * row-major order of source. {@code index} is I64 of source's shape; out has at least source's
   * extents except along {@code axis}, and source's dtype. Indices are in range.
   */
  void scatter(ScatterKind kind, View index, View source, int axis, View out);

  /**
   * out[…, i, …] = input[…, 0, …] joined with all up to input[…, i, …] along an axis, from the
   * first on; shapes and dtypes are equal. Floating sums and products run in double precision,
   * those of integers wrap around.
   *
   * @param axis counted from 0
   */
  void scan(ReduceKind kind, View input, int axis, View out);

  /**
   * The elements of each line along an axis in order, and where they were. Equal elements keep
   * their order; -0 equals 0; a NaN is larger than any number.
   *
   * @param axis counted from 0
   * @param values of input's shape and dtype
   * @param positions I64 of input's shape
   */
  void sort(View input, int axis, boolean descending, View values, View positions);

  /**
   * Where the first elements of each line along an axis are in the order of {@link #sort}, without
   * sorting the others.
   *
   * @param axis counted from 0
   * @param positions I64 of input's shape, but for the axis: as many as are wanted
   * @return false if nothing was done and all has to be sorted
   */
  default boolean trySelect(View input, int axis, boolean descending, View positions) {
    return false;
  }

  /**
   * Whether {@link #tryFused} also takes this computation of F16 and BF16: numbers are read as F32
   * and rounded once, when a result is stored. Else core widens them.
   */
  default boolean fusesHalves(FusedOp op) {
    return false;
  }

  /**
   * Runs a computation by a kernel of its own, if there is one for these views. Their floating
   * dtypes are F32 or F64, or what {@link #fusesHalves} says.
   *
   * @return false if nothing was done and the composite has to run
   */
  boolean tryFused(FusedOp op, List<View> inputs, List<View> outputs);

  /**
   * How many bytes a recurrence keeps for its gradient; only the backend knows what they mean.
   * Where there are kernels, {@link #tryFused} runs it and its gradient on such views.
   *
   * @param inputs of one dtype, F32 or F64
   * @return empty if there are no kernels and core has to go step by step
   */
  default OptionalLong recurrentBytes(FusedOp.RecurrentLayer op, List<View> inputs) {
    return OptionalLong.empty();
  }

  /** The dtypes that every method accepts, but for the limits that a method states. */
  default List<DType> dtypes() {
    return List.of(DType.values());
  }

  /** Releases all memory and threads. */
  @Override
  void close();
}
