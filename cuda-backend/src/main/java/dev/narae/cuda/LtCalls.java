package dev.narae.cuda;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Collections;

/**
 * cuBLASLt's functions, of which JCuda has none. Handles and addresses are plain numbers; what is
 * returned is a cublasStatus_t.
 */
final class LtCalls {
  private final MethodHandle create;
  private final MethodHandle destroy;
  private final MethodHandle createProduct;
  private final MethodHandle setProduct;
  private final MethodHandle destroyProduct;
  private final MethodHandle createMatrix;
  private final MethodHandle destroyMatrix;
  private final MethodHandle createPreference;
  private final MethodHandle setPreference;
  private final MethodHandle destroyPreference;
  private final MethodHandle choose;
  private final MethodHandle multiply;

  /**
   * The functions of a library that is loaded already.
   *
   * @throws java.util.NoSuchElementException if it lacks one
   */
  @SuppressWarnings("restricted")
  LtCalls(Path library) {
    SymbolLookup symbols = SymbolLookup.libraryLookup(library, Arena.global());
    create = bind(symbols, "cublasLtCreate", JAVA_LONG);
    destroy = bind(symbols, "cublasLtDestroy", JAVA_LONG);
    createProduct = bind(symbols, "cublasLtMatmulDescCreate", JAVA_LONG, JAVA_INT, JAVA_INT);
    setProduct = attribute(symbols, "cublasLtMatmulDescSetAttribute");
    destroyProduct = bind(symbols, "cublasLtMatmulDescDestroy", JAVA_LONG);
    createMatrix =
        bind(
            symbols,
            "cublasLtMatrixLayoutCreate",
            JAVA_LONG,
            JAVA_INT,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_LONG);
    destroyMatrix = bind(symbols, "cublasLtMatrixLayoutDestroy", JAVA_LONG);
    createPreference = bind(symbols, "cublasLtMatmulPreferenceCreate", JAVA_LONG);
    setPreference = attribute(symbols, "cublasLtMatmulPreferenceSetAttribute");
    destroyPreference = bind(symbols, "cublasLtMatmulPreferenceDestroy", JAVA_LONG);
    MemoryLayout[] choosing = addresses(10);
    choosing[7] = JAVA_INT;
    choose = bind(symbols, "cublasLtMatmulAlgoGetHeuristic", choosing);
    multiply = bind(symbols, "cublasLtMatmul", addresses(16));
  }

  private static MemoryLayout[] addresses(int count) {
    return Collections.nCopies(count, JAVA_LONG).toArray(MemoryLayout[]::new);
  }

  private static MethodHandle attribute(SymbolLookup symbols, String name) {
    return bind(symbols, name, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);
  }

  @SuppressWarnings("restricted")
  private static MethodHandle bind(SymbolLookup symbols, String name, MemoryLayout... arguments) {
    return Linker.nativeLinker()
        .downcallHandle(symbols.findOrThrow(name), FunctionDescriptor.of(JAVA_INT, arguments));
  }

  private interface Native {
    int call() throws Throwable;
  }

  private static int run(Native function) {
    try {
      return function.call();
    } catch (Throwable e) {
      throw new AssertionError("a native call throws nothing", e);
    }
  }

  /** Writes a new handle to where {@code to} points. */
  int create(long to) {
    return run(() -> (int) create.invokeExact(to));
  }

  int destroy(long handle) {
    return run(() -> (int) destroy.invokeExact(handle));
  }

  /** Writes a new description of a product to where {@code to} points. */
  int createProduct(long to, int compute, int scale) {
    return run(() -> (int) createProduct.invokeExact(to, compute, scale));
  }

  int setProduct(long product, int attribute, long value, long bytes) {
    return run(() -> (int) setProduct.invokeExact(product, attribute, value, bytes));
  }

  int destroyProduct(long product) {
    return run(() -> (int) destroyProduct.invokeExact(product));
  }

  /** Writes a new description of a matrix to where {@code to} points. */
  int createMatrix(long to, int type, long rows, long columns, long lead) {
    return run(() -> (int) createMatrix.invokeExact(to, type, rows, columns, lead));
  }

  int destroyMatrix(long matrix) {
    return run(() -> (int) destroyMatrix.invokeExact(matrix));
  }

  /** Writes a new list of what matters in the choice of an algorithm to where {@code to} points. */
  int createPreference(long to) {
    return run(() -> (int) createPreference.invokeExact(to));
  }

  int setPreference(long preference, int attribute, long value, long bytes) {
    return run(() -> (int) setPreference.invokeExact(preference, attribute, value, bytes));
  }

  int destroyPreference(long preference) {
    return run(() -> (int) destroyPreference.invokeExact(preference));
  }

  /** Writes the best algorithm to where {@code result} points, and how many there are. */
  int choose(
      long handle,
      long product,
      long left,
      long right,
      long out,
      long preference,
      long result,
      long count) {
    return run(
        () ->
            (int)
                choose.invokeExact(
                    handle, product, left, right, out, out, preference, 1, result, count));
  }

  /** A matrix: what describes it, and where it is. */
  record Matrix(long layout, long address) {}

  /** Multiplies: out = one · left · right + zero · out. */
  int multiply(
      long handle,
      long product,
      long one,
      Matrix left,
      Matrix right,
      long zero,
      Matrix out,
      long algorithm,
      long space,
      long bytes,
      long stream) {
    return run(
        () ->
            (int)
                multiply.invokeExact(
                    handle,
                    product,
                    one,
                    left.address,
                    left.layout,
                    right.address,
                    right.layout,
                    zero,
                    out.address,
                    out.layout,
                    out.address,
                    out.layout,
                    algorithm,
                    space,
                    bytes,
                    stream));
  }
}
