package dev.narae.benchmarks.torch;

import dev.narae.benchmarks.Side;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** libtorch in this process: its threads, and how its sides release what they allocate. */
public final class Torch {
  private static final String NATIVES = "/org/bytedeco/pytorch/linux-x86_64/libtorch_cpu.so";

  private Torch() {}

  /** Whether libtorch and its native libraries are on the class path. */
  public static boolean isPresent() {
    return Torch.class.getResource(NATIVES) != null;
  }

  /** The version of the classes through which it is called, which begins with its own. */
  public static String version() {
    String version = torch.class.getPackage().getImplementationVersion();
    return version == null ? "unknown" : version;
  }

  /** Loads libtorch and sets the threads of OpenMP, which all but matrix products use. */
  public static void load(int threads) {
    torch.set_num_threads(threads);
  }

  /** Sets the threads of OpenBLAS, which the matrix products of libtorch use. */
  public static void blasThreads(int threads) {
    try {
      setBlasThreads().invokeExact(threads);
    } catch (Throwable e) {
      throw new IllegalStateException("openblas_set_num_threads failed", e);
    }
  }

  @SuppressWarnings("restricted") // the signature is that of openblas_set_num_threads(int)
  private static MethodHandle setBlasThreads() throws IOException {
    SymbolLookup library = SymbolLookup.libraryLookup(openBlas(), Arena.global());
    return Linker.nativeLinker()
        .downcallHandle(
            library.findOrThrow("openblas_set_num_threads"),
            FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT));
  }

  /** JavaCPP's classes for OpenBLAS do not offer the function, so it is looked up itself. */
  private static Path openBlas() throws IOException {
    try (var lines = Files.lines(Path.of("/proc/self/maps"))) {
      return lines
          .filter(line -> line.endsWith("/libopenblas.so.0"))
          .map(line -> Path.of(line.substring(line.indexOf('/'))))
          .findFirst()
          .orElseThrow(() -> new IOException("libtorch loaded no libopenblas.so.0"));
    }
  }

  /** An operation that makes nothing but its result. */
  static Side single(Supplier<Tensor> operation) {
    return () -> operation.get().close();
  }

  /** An operation that makes more than its result. */
  static Side scoped(Supplier<Tensor> operation) {
    return () -> {
      try (PointerScope _ = new PointerScope()) {
        var _ = operation.get();
      }
    };
  }

  /** An operation and its gradients for {@code inputs}, given one for its result. */
  static Side gradients(Supplier<Tensor> operation, Tensor... inputs) {
    Tensor upstream = torch.randn_like(operation.get().detach());
    TensorVector wanted = new TensorVector(inputs);
    TensorVector upstreams = new TensorVector(upstream);
    BoolOptional retain = new BoolOptional();
    return () -> {
      try (PointerScope _ = new PointerScope()) {
        torch.grad(new TensorVector(operation.get()), wanted, upstreams, retain, false, false);
      }
    };
  }

  /** Random numbers whose gradient is wanted. */
  static Tensor tracked(long... sizes) {
    return torch.randn(sizes).set_requires_grad(true);
  }
}
