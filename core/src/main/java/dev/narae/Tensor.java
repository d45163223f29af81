package dev.narae;

import dev.narae.expr.Elementwise;
import dev.narae.expr.Expr;
import dev.narae.expr.Formula;
import dev.narae.spi.Backend;
import dev.narae.spi.Buffer;
import dev.narae.spi.Layout;
import dev.narae.spi.View;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An array of numbers on a device, with automatic differentiation.
 *
 * <p>Operators return new tensors or views; only methods whose name says so ({@code addInPlace},
 * {@code copyFrom}, {@code fill} …) change one. A tensor created by {@code requiresGrad(true)} is a
 * leaf: what is computed from it is recorded, and {@link #backward()} adds to its {@link #grad()}.
 */
public final class Tensor
    implements Elementwise<Tensor>,
        Reductions,
        Movement,
        LinearAlgebra,
        Factorizations,
        Indexing,
        Scattering,
        Scans,
        Counting,
        Sampling,
        Comparing,
        Division,
        Ordering,
        Slicing,
        Masking,
        Reordering,
        Splitting,
        Repeating,
        Diagonals,
        Padding,
        Convolutions,
        Pooling,
        Resampling,
        Probabilities,
        Normalizations,
        Attention,
        Losses,
        ClassLosses,
        MetricLosses,
        Norms,
        Statistics,
        Updates,
        Autograd {
  /** The generation of a tensor that has a history of its own, whatever memory it shares. */
  private static final int DETACHED = -1;

  private final Storage storage;
  private final View view;
  private @Nullable Variable variable;

  /** For a view: the tensor it was taken from, directly or through other views. */
  private final @Nullable Tensor base;

  /** How often in-place changes have rewritten the history; for a view, at its own variable. */
  private int generation;

  private Tensor(Storage storage, View view, @Nullable Tensor base, int generation) {
    this.storage = storage;
    this.view = view;
    this.base = base;
    this.generation = generation;
  }

  static Tensor allocate(Backend backend, Shape shape, DType dtype) {
    Storage storage = Storage.allocate(backend, shape.size() * dtype.bytes());
    return new Tensor(
        storage, new View(storage.buffer(), dtype, Layout.contiguous(shape)), null, 0);
  }

  /** A tensor over memory that somebody else owns. */
  static Tensor over(Backend backend, Buffer buffer, Shape shape, DType dtype) {
    Storage storage = Storage.over(backend, buffer);
    return new Tensor(storage, new View(buffer, dtype, Layout.contiguous(shape)), null, 0);
  }

  // --- Creation -------------------------------------------------------------------------------

  /** Zeros of dtype F32 on the default device. */
  public static Tensor zeros(long... sizes) {
    return zeros(Shape.of(sizes), DType.F32);
  }

  /** Zeros on the default device. */
  public static Tensor zeros(Shape shape, DType dtype) {
    return zeros(shape, dtype, Backends.defaultDevice());
  }

  /** Zeros on a device. */
  public static Tensor zeros(Shape shape, DType dtype, Device device) {
    return full(shape, 0, dtype, device);
  }

  /** Zeros of another tensor's shape, dtype and device. */
  public static Tensor zerosLike(Tensor other) {
    return zeros(other.shape(), other.dtype(), other.device());
  }

  /** Ones of dtype F32 on the default device. */
  public static Tensor ones(long... sizes) {
    return ones(Shape.of(sizes), DType.F32);
  }

  /** Ones on the default device. */
  public static Tensor ones(Shape shape, DType dtype) {
    return ones(shape, dtype, Backends.defaultDevice());
  }

  /** Ones on a device. */
  public static Tensor ones(Shape shape, DType dtype, Device device) {
    return full(shape, 1, dtype, device);
  }

  /** Ones of another tensor's shape, dtype and device. */
  public static Tensor onesLike(Tensor other) {
    return ones(other.shape(), other.dtype(), other.device());
  }

  /** One value everywhere, on a device; integer dtypes drop the fraction. */
  public static Tensor full(Shape shape, double value, DType dtype, Device device) {
    return Creation.full(shape, value, dtype, device);
  }

  /** One whole number everywhere, on a device. */
  public static Tensor full(Shape shape, long value, DType dtype, Device device) {
    return Creation.full(shape, value, dtype, device);
  }

  /** One value everywhere, in another tensor's shape, dtype and device. */
  public static Tensor fullLike(Tensor other, double value) {
    return full(other.shape(), value, other.dtype(), other.device());
  }

  /** One whole number everywhere, in another tensor's shape, dtype and device. */
  public static Tensor fullLike(Tensor other, long value) {
    return full(other.shape(), value, other.dtype(), other.device());
  }

  /** A single F32 number on the default device. */
  public static Tensor scalar(double value) {
    return full(Shape.scalar(), value, DType.F32, Backends.defaultDevice());
  }

  /** 0, 1, … count - 1 as I64 on the default device. */
  public static Tensor arange(long count) {
    return arange(count, DType.I64, Backends.defaultDevice());
  }

  /** 0, 1, … count - 1 on a device. */
  public static Tensor arange(long count, DType dtype, Device device) {
    return Creation.range(Shape.of(count), 0, 1, dtype, device);
  }

  /** start, start + step, … below end, F32 on the default device. */
  public static Tensor arange(double start, double end, double step) {
    return arange(start, end, step, DType.F32, Backends.defaultDevice());
  }

  /**
   * start, start + step, … below end, on a device.
   *
   * @throws IllegalArgumentException if the step does not lead from start to end, or one of them is
   *     not whole and the dtype holds whole numbers only
   */
  public static Tensor arange(double start, double end, double step, DType dtype, Device device) {
    return Sequences.steps(start, end, step, dtype, device);
  }

  /** {@code count} evenly spaced numbers from {@code start} to {@code end} inclusive, F32. */
  public static Tensor linspace(double start, double end, long count) {
    return linspace(start, end, count, DType.F32);
  }

  /** {@code count} evenly spaced numbers from {@code start} to {@code end} inclusive. */
  public static Tensor linspace(double start, double end, long count, DType dtype) {
    return linspace(start, end, count, dtype, Backends.defaultDevice());
  }

  /**
   * {@code count} evenly spaced numbers from {@code start} to {@code end} inclusive, on a device;
   * integer dtypes drop the fractions.
   */
  public static Tensor linspace(double start, double end, long count, DType dtype, Device device) {
    return Sequences.spaced(start, end, count, device).to(dtype);
  }

  /** 10 to the power of {@code count} evenly spaced exponents, F32 on the default device. */
  public static Tensor logspace(double start, double end, long count) {
    return logspace(start, end, count, 10, DType.F32, Backends.defaultDevice());
  }

  /** {@code base} to the power of {@code count} evenly spaced exponents, both ends inclusive. */
  public static Tensor logspace(
      double start, double end, long count, double base, DType dtype, Device device) {
    return Sequences.powers(base, Sequences.spaced(start, end, count, device)).to(dtype);
  }

  /** The identity matrix of n rows, F32 on the default device. */
  public static Tensor eye(long n) {
    return eye(n, n);
  }

  /** A matrix with ones on its main diagonal and zeros elsewhere, F32 on the default device. */
  public static Tensor eye(long rows, long columns) {
    return eye(rows, columns, DType.F32, Backends.defaultDevice());
  }

  /** A matrix with ones on its main diagonal and zeros elsewhere, on a device. */
  public static Tensor eye(long rows, long columns, DType dtype, Device device) {
    Tensor row = arange(rows, DType.I64, device).unsqueeze(1);
    return row.eq(arange(columns, DType.I64, device)).to(dtype);
  }

  /** Uniform random numbers in [0, 1), F32 on the default device. */
  public static Tensor rand(long... sizes) {
    return uniform(Shape.of(sizes), 0, 1, DType.F32);
  }

  /** Normal random numbers of mean 0 and standard deviation 1, F32 on the default device. */
  public static Tensor randn(long... sizes) {
    return normal(Shape.of(sizes), 0, 1, DType.F32);
  }

  /** Uniform random numbers in [0, 1) in another tensor's shape, floating dtype and device. */
  public static Tensor randLike(Tensor other) {
    return uniform(other.shape(), 0, 1, other.dtype(), other.device());
  }

  /** Standard normal random numbers in another tensor's shape, floating dtype and device. */
  public static Tensor randnLike(Tensor other) {
    return normal(other.shape(), 0, 1, other.dtype(), other.device());
  }

  /** Uniform random numbers in [low, high) on the default device. */
  public static Tensor uniform(Shape shape, double low, double high, DType dtype) {
    return uniform(shape, low, high, dtype, Backends.defaultDevice());
  }

  /** Uniform random numbers in [low, high) on a device; the dtype must be floating. */
  public static Tensor uniform(Shape shape, double low, double high, DType dtype, Device device) {
    return Creation.uniform(shape, low, high, dtype, device, Generator.global().nextKey());
  }

  /** Normal random numbers on the default device. */
  public static Tensor normal(Shape shape, double mean, double std, DType dtype) {
    return normal(shape, mean, std, dtype, Backends.defaultDevice());
  }

  /** Normal random numbers on a device; the dtype must be floating. */
  public static Tensor normal(Shape shape, double mean, double std, DType dtype, Device device) {
    return Creation.normal(shape, mean, std, dtype, device, Generator.global().nextKey());
  }

  /** Truth values that are 1 with probability p, else 0, on the default device. */
  public static Tensor bernoulli(Shape shape, double p, DType dtype) {
    return Draws.bernoulli(shape, p, dtype);
  }

  /** Random whole numbers from {@code low} to before {@code high}, I64 on the default device. */
  public static Tensor randInt(long low, long high, Shape shape) {
    return Draws.integers(low, high, shape);
  }

  /** The numbers 0, 1, … count - 1 in random order, I64 on the default device. */
  public static Tensor randPerm(long count) {
    return Draws.permutation(count);
  }

  /** Exponentially distributed random numbers of mean 1 / rate on the default device. */
  public static Tensor exponential(Shape shape, double rate, DType dtype) {
    return Draws.exponential(shape, rate, dtype);
  }

  /** F32 from an array in row-major order; a vector if no size is given. */
  public static Tensor of(float[] values, long... sizes) {
    return HostData.tensor(values, sizes);
  }

  /** F64 from an array in row-major order; a vector if no size is given. */
  public static Tensor of(double[] values, long... sizes) {
    return HostData.tensor(values, sizes);
  }

  /** I32 from an array in row-major order; a vector if no size is given. */
  public static Tensor of(int[] values, long... sizes) {
    return HostData.tensor(values, sizes);
  }

  /** I64 from an array in row-major order; a vector if no size is given. */
  public static Tensor of(long[] values, long... sizes) {
    return HostData.tensor(values, sizes);
  }

  /** I16 from an array in row-major order; a vector if no size is given. */
  public static Tensor of(short[] values, long... sizes) {
    return HostData.tensor(values, sizes);
  }

  /**
   * U8 from an array in row-major order; a vector if no size is given. Signed bytes are {@code
   * of(…).to(DType.I8)}, which keeps the bits.
   */
  public static Tensor of(byte[] values, long... sizes) {
    return HostData.tensor(values, sizes);
  }

  /** BOOL from an array in row-major order; a vector if no size is given. */
  public static Tensor of(boolean[] values, long... sizes) {
    return HostData.tensor(values, sizes);
  }

  /** An F32 matrix from its rows, which must be equally long. */
  public static Tensor of(float[][] rows) {
    return HostData.tensor(rows);
  }

  /** An F64 matrix from its rows, which must be equally long. */
  public static Tensor of(double[][] rows) {
    return HostData.tensor(rows);
  }

  /** Elements from off-heap memory in row-major order and native byte order, copied. */
  public static Tensor of(
      java.lang.foreign.MemorySegment data, Shape shape, DType dtype, Device device) {
    return HostData.tensor(data, shape, dtype, device);
  }

  /**
   * A tensor over the caller's off-heap memory, in row-major order and native byte order: on a
   * device that computes in host memory without a copy, so that changes on either side are seen by
   * the other; otherwise, or if the memory is read-only or not aligned to its elements, copied.
   *
   * @param data must stay open as long as the tensor is used; any thread may access it
   * @throws ShapeException if its size is not that of the shape, or it lies on the heap
   * @throws IllegalArgumentException if only one thread may access it
   */
  public static Tensor fromSegment(
      java.lang.foreign.MemorySegment data, Shape shape, DType dtype, Device device) {
    return HostData.shared(data, shape, dtype, device);
  }

  /** Tensors one after another along a dimension; equal sizes elsewhere. */
  public static Tensor cat(int dim, Tensor... tensors) {
    if (tensors.length == 0) {
      throw new IllegalArgumentException("cat: there are no tensors; give at least one");
    }
    return Dispatch.run(new CatOp(tensors[0].shape().axis("cat", dim)), tensors);
  }

  /** Tensors of equal shape side by side along a new dimension. */
  public static Tensor stack(int dim, Tensor... tensors) {
    Tensor[] parts = new Tensor[tensors.length];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = tensors[i].unsqueeze(dim);
    }
    return cat(dim, parts);
  }

  /** Tensors one after another along dimension 1, vectors along 0. */
  public static Tensor hstack(Tensor... tensors) {
    return Joins.horizontally(tensors);
  }

  /** Tensors one after another along dimension 0; vectors are rows. */
  public static Tensor vstack(Tensor... tensors) {
    return Joins.vertically(tensors);
  }

  /** Tensors one after another along dimension 2; vectors are rows, and matrices have depth 1. */
  public static Tensor dstack(Tensor... tensors) {
    return Joins.inDepth(tensors);
  }

  /** Vectors as the columns of a matrix; matrices bring several columns. */
  public static Tensor columnStack(Tensor... tensors) {
    return Joins.asColumns(tensors);
  }

  /** A matrix with others on its diagonal, one after another, and zeros elsewhere. */
  public static Tensor blockDiag(Tensor... matrices) {
    return Joins.blockDiagonal(matrices);
  }

  /** Every choice of one element of each vector as a row, the last changing fastest. */
  public static Tensor cartesianProd(Tensor... vectors) {
    return Joins.cartesianProduct(vectors);
  }

  /** The rows and columns of the elements on and below a diagonal, I64 (2, n), row by row. */
  public static Tensor trilIndices(long rows, long columns, long offset) {
    return Joins.triangle("trilIndices", rows, columns, offset, true);
  }

  /** The rows and columns of the elements on and above a diagonal, I64 (2, n), row by row. */
  public static Tensor triuIndices(long rows, long columns, long offset) {
    return Joins.triangle("triuIndices", rows, columns, offset, false);
  }

  /**
   * The coordinates of a grid: the i-th result repeats the i-th vector along all other dimensions,
   * without a copy.
   *
   * @param vectors the positions along each dimension; a single number counts as one position
   * @throws ShapeException if a tensor has several dimensions
   */
  public static List<Tensor> meshgrid(Tensor... vectors) {
    return Sequences.grid(vectors);
  }

  // --- What it is -----------------------------------------------------------------------------

  /** The extents. */
  public Shape shape() {
    return view.shape();
  }

  /** The extent along a dimension, which may be negative to count from the last. */
  public long dim(int dim) {
    return shape().dim(dim);
  }

  /** The number of dimensions. */
  public int rank() {
    return shape().rank();
  }

  /** The number of elements. */
  public long size() {
    return shape().size();
  }

  /** The type of the elements. */
  public DType dtype() {
    return view.dtype();
  }

  /** Where the elements are. */
  public Device device() {
    return storage.backend().device();
  }

  /** Whether the elements lie densely in row-major order. */
  public boolean isContiguous() {
    return view.layout().isContiguous();
  }

  // --- Elementwise ----------------------------------------------------------------------------

  @Override
  public Tensor apply(Formula formula, List<Tensor> others, Number... scalars) {
    Tensor[] operands = new Tensor[others.size() + 1];
    operands[0] = this;
    for (int i = 1; i < operands.length; i++) {
      operands[i] = others.get(i - 1);
    }
    return Dispatch.run(new MapOp(formula, List.of(scalars), null), operands);
  }

  /**
   * A function of one tensor as one kernel, forward and backward: {@code map(x -> x.mul(x), t)}.
   */
  public static Tensor map(UnaryOperator<Expr> function, Tensor input) {
    return UserFunctions.run(in -> function.apply(in.get(0)), List.of(input));
  }

  /** A function of two tensors as one kernel, forward and backward; they are broadcast. */
  public static Tensor map(BinaryOperator<Expr> function, Tensor a, Tensor b) {
    return UserFunctions.run(in -> function.apply(in.get(0), in.get(1)), List.of(a, b));
  }

  /**
   * A function of a tensor and a number as one kernel, forward and backward: {@code map((x, s) ->
   * x.mul(s).tanh(), t, 0.5)}. The same kernel serves every value of the number.
   */
  public static Tensor map(BinaryOperator<Expr> function, Tensor input, Number scalar) {
    return UserFunctions.run(in -> function.apply(in.get(0), in.get(1)), List.of(input), scalar);
  }

  /**
   * A function of several tensors as one kernel, forward and backward; they are broadcast.
   *
   * @param function from the elements of the inputs, in order, to the result's element
   */
  public static Tensor mapAll(
      java.util.function.Function<List<Expr>, Expr> function, Tensor... inputs) {
    return UserFunctions.run(function, List.of(inputs));
  }

  /**
   * A function of several tensors and numbers as one kernel, forward and backward; tensors are
   * broadcast, and the same kernel serves all values of the numbers.
   *
   * @param function from the elements of the inputs and then the numbers, in order, to the result's
   *     element
   */
  public static Tensor mapAll(
      java.util.function.Function<List<Expr>, Expr> function,
      List<Tensor> inputs,
      Number... scalars) {
    return UserFunctions.run(function, inputs, scalars);
  }

  /**
   * Products and sums by Einstein's convention, as PyTorch's {@code einsum}: {@code
   * einsum("bij,bjk->bik", x, y)}. A letter names a dimension; those that the result does not name
   * are summed over. A letter that an operand repeats stands for its diagonal, {@code ...} for any
   * further dimensions, which are broadcast. Without an arrow the result has the letters that occur
   * once, in alphabetical order, upper case first.
   *
   * @param equation the letters of each operand and of the result; spaces are ignored
   * @throws IllegalArgumentException if the equation is malformed
   * @throws ShapeException if it does not fit the operands
   */
  public static Tensor einsum(String equation, Tensor... operands) {
    return Casting.lowAll(given -> Einsum.run(equation, given), operands);
  }

  /** Where this is true {@code ifTrue}, else {@code ifFalse}; this must be BOOL. */
  @Override
  public Tensor where(Tensor ifTrue, Tensor ifFalse) {
    if (dtype() != DType.BOOL) {
      throw new DTypeException(
          "where: the condition is %s; it must be bool, as comparisons return".formatted(dtype()));
    }
    return Elementwise.super.where(ifTrue, ifFalse);
  }

  /** x above 0, else weight * x; a vector of weights belongs to the channels, dimension 1. */
  @Override
  public Tensor prelu(Tensor weight) {
    return Casting.low(t -> t[0].leaking(t[1]), this, weight);
  }

  private Tensor leaking(Tensor weight) {
    return Elementwise.super.prelu(Arguments.alongChannels("prelu", this, weight));
  }

  /**
   * x to the power of other: whole numbers if both are, which wrap around and are 0 for negative
   * exponents of all but 1 and -1; else in a floating dtype, where as in C it is 1 if x is 1 or
   * other 0, even with NaN, and if x is -1 and other infinite.
   */
  @Override
  public Tensor pow(Tensor other) {
    return WholePower.applies(this, other)
        ? WholePower.of(this, other)
        : Elementwise.super.pow(other);
  }

  /**
   * x to the power of a whole number, in its own dtype; truth values count as I64.
   *
   * @throws IllegalArgumentException if x has whole numbers and the exponent is negative
   */
  @Override
  public Tensor pow(long other) {
    return dtype().isFloating() ? Elementwise.super.pow(other) : WholePower.of(this, other);
  }

  /** All bits inverted; of truth values: whether each is false. */
  @Override
  public Tensor bitwiseNot() {
    return dtype() == DType.BOOL ? logicalNot() : Elementwise.super.bitwiseNot();
  }

  /**
   * This tensor with NaN replaced by 0, and infinities by the largest and smallest finite number of
   * its dtype.
   */
  public Tensor nanToNum() {
    double limit = Arguments.largest(dtype());
    return dtype().isFloating() ? nanToNum(0, limit, -limit) : copy();
  }

  // --- Conversion -----------------------------------------------------------------------------

  /** This tensor in another dtype as {@link DType} says; itself if it has that dtype. */
  public Tensor to(DType dtype) {
    return dtype == dtype() ? this : Dispatch.run(MapOp.cast(dtype), this);
  }

  /**
   * This tensor on another device; itself if it is there. The gradient passes: it goes back to this
   * tensor's device.
   */
  public Tensor to(Device device) {
    return device.equals(device()) ? this : Dispatch.run(new TransferOp(device(), device), this);
  }

  /** A copy in memory of its own, densely in row-major order; the gradient passes. */
  public Tensor copy() {
    return Dispatch.run(MapOp.cast(dtype()), this);
  }

  /** The value of a tensor with one element. */
  public double item() {
    return HostData.single(this);
  }

  /** The value of a tensor with one element as a {@code long}, exact for integers. */
  public long toLong() {
    return HostData.singleLong(this);
  }

  /** The elements in row-major order, converted to {@code float}. */
  public float[] toFloatArray() {
    return HostData.floats(this);
  }

  /** The elements in row-major order, converted to {@code double}. */
  public double[] toDoubleArray() {
    return HostData.doubles(this);
  }

  /** The elements in row-major order, converted to {@code long}. */
  public long[] toLongArray() {
    return HostData.longs(this);
  }

  /** Copies the elements in row-major order and native byte order into off-heap memory. */
  public void copyTo(java.lang.foreign.MemorySegment target) {
    HostData.copyTo(this, target);
  }

  /** The same elements, not recorded; shares the memory. */
  public Tensor detach() {
    return new Tensor(storage, view, null, 0);
  }

  // --- Memory ---------------------------------------------------------------------------------

  /** Hands this tensor's memory to the scope that owns {@code other}'s; returns this. */
  public Tensor keepWith(Tensor other) {
    storage.moveTo(other.storage.owner());
    return this;
  }

  /** Whether the memory was released by a scope. */
  public boolean isClosed() {
    return storage.isClosed();
  }

  @Override
  public String toString() {
    return TensorPrinter.print(this);
  }

  // --- For the package ------------------------------------------------------------------------

  Storage storage() {
    return storage;
  }

  /** The elements, to be read. */
  View view() {
    storage.write();
    return view;
  }

  /** Where the elements are or will be; not to be read. */
  View memory() {
    return view;
  }

  /** The elements, to be changed. */
  View target() {
    storage.beforeChange();
    return view;
  }

  /** Where the elements lie. */
  Layout layout() {
    return view.layout();
  }

  /** Whether this shows all elements of a result that waits, in order. */
  boolean shows(View waiting) {
    return view.layout() == waiting.layout();
  }

  /** Its place in the graph, after the latest change of the memory. */
  @Nullable Variable variable() {
    Tensor whole = base;
    if (whole != null && generation != whole.generation && generation != DETACHED) {
      generation = whole.generation;
      History.refresh(this, whole);
    }
    return variable;
  }

  /** Gives this tensor a place in the graph; a gradient that is to be kept follows it there. */
  void track(@Nullable Variable own) {
    if (variable != null && own != null) {
      own.takeOver(variable);
    }
    variable = own;
  }

  /** Makes this a leaf, whatever memory it shares, or lets it go with its memory again. */
  void asLeaf(@Nullable Variable leaf) {
    variable = leaf;
    if (base != null) {
      generation = leaf != null ? DETACHED : base.generation;
    }
  }

  /** The tensor whose history in-place changes of this one rewrite. */
  Tensor base() {
    return base == null || generation == DETACHED ? this : base;
  }

  /** Notes that the history was rewritten, for all views. */
  void rewritten() {
    generation++;
  }

  /** Whether the history is its own although the memory may be another tensor's too. */
  boolean isForeign() {
    return generation == DETACHED;
  }

  /** The same elements with a history of their own, which in-place changes must not rewrite. */
  Tensor foreign() {
    return new Tensor(storage, view, null, DETACHED);
  }

  /** The present elements in memory of their own, at the same place in the graph. */
  Tensor snapshot() {
    Tensor copy = detach().copy();
    copy.variable = variable();
    return copy;
  }

  /** The same memory at another place in the graph. */
  Tensor at(@Nullable Variable place) {
    Tensor result = detach();
    result.variable = place;
    return result;
  }

  /** The same memory under another layout, not recorded. */
  Tensor as(Layout layout) {
    return new Tensor(storage, view.with(layout), null, 0);
  }

  /** A view of this tensor: shares its memory, and its history when that changes. */
  Tensor viewAs(Layout layout) {
    Tensor whole = base();
    return new Tensor(storage, view.with(layout), whole, whole.generation);
  }

  /** The same tensor as a result of its own in the graph. */
  Tensor alias() {
    return Dispatch.run(new ReshapeOp(shape()), this);
  }

  /** Whether this is all of its memory, in order. */
  boolean isWhole() {
    return isContiguous()
        && view.layout().offset() == 0
        && size() * dtype().bytes() <= storage.buffer().bytes()
        && size() > 0;
  }

  /** Its place in the graph, which it must have. */
  Variable requireVariable(String op) {
    storage.checkOpen(op);
    Variable place = variable();
    if (place == null) {
      throw new AutogradException(
          ("%s: the tensor of shape %s is not tracked; call requiresGrad(true) on the leaves it is"
                  + " computed from, outside noGrad")
              .formatted(op, shape()));
    }
    return place;
  }

  void requireFloating(String op) {
    if (!dtype().isFloating()) {
      throw new DTypeException(
          "%s: the tensor is %s; it needs a floating dtype: convert with to(DType.F32)"
              .formatted(op, dtype()));
    }
  }
}
