package dev.narae.cuda;

import dev.narae.DType;
import dev.narae.expr.Expr;
import dev.narae.spi.Epilogue;
import dev.narae.spi.Layout;
import dev.narae.spi.View;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Matrix products: by cuBLAS, or by a kernel of our own for integers and where cuBLAS is absent.
 */
final class Products {
  /** Below so many multiplications a copy costs more than strided reads do. */
  private static final long WORTH_A_COPY = 1L << 18;

  private static final long[] NO_SCALARS = {};
  private static final Expr BIAS = Expr.arg(0).add(Expr.arg(1));

  private final Gpu gpu;
  private final MapKernels maps;
  private final ConcurrentHashMap<DType, Lazy<Long>> kernels = new ConcurrentHashMap<>();

  Products(Gpu gpu, MapKernels maps) {
    this.gpu = gpu;
    this.maps = maps;
  }

  /** Whether halves are multiplied, their products summed in F32. */
  boolean takesHalves() {
    return gpu.usesBlas();
  }

  void multiply(View a, View b, View out, @Nullable Epilogue epilogue) {
    if (out.shape().size() == 0) {
      return;
    }
    if (epilogue != null && multiplyAndAdd(a, b, out, epilogue)) {
      return;
    }
    if (epilogue != null && out.dtype().isHalf()) {
      // The sum must not be rounded before the epilogue has seen it.
      scratch(
          DType.F32,
          out,
          sums -> {
            product(a, b, sums);
            finish(epilogue, sums, out);
          });
      return;
    }
    product(a, b, out);
    if (epilogue != null) {
      finish(epilogue, out, out);
    }
  }

  /** Where cuBLASLt adds a bias to sums before it rounds and stores them. */
  private boolean multiplyAndAdd(View a, View b, View out, Epilogue epilogue) {
    LtCalls calls = gpu.runtime().lt();
    if (calls == null || !gpu.usesBlas() || !isBias(epilogue, out) || a.shape().dim(2) == 0) {
      return false;
    }
    var left = BlasMatrix.of(a);
    var right = BlasMatrix.of(b);
    var target = BlasMatrix.of(out).filter(m -> !m.transposed());
    if (left.isEmpty() || right.isEmpty() || target.isEmpty()) {
      return false;
    }
    try (Launch launch = gpu.begin("linear")) {
      GpuStream stream = launch.stream();
      BlasLt lt = stream.lt;
      if (lt == null) {
        lt = new BlasLt(calls, stream, gpu.options().tf32());
        stream.lt = lt;
      }
      return lt.multiply(
          launch, left.get(), right.get(), target.get(), epilogue.operands().getFirst());
    }
  }

  /** Whether an epilogue adds a number of out's dtype to each column of a single matrix. */
  private static boolean isBias(Epilogue epilogue, View out) {
    if (!epilogue.kernel().body().equals(BIAS) || out.dtype() == DType.F64) {
      return false;
    }
    View bias = epilogue.operands().getFirst();
    Layout layout = bias.layout();
    return bias.dtype() == out.dtype()
        && out.dtype().isFloating()
        && out.shape().dim(0) == 1
        && (out.shape().dim(1) == 1 || layout.stride(1) == 0)
        && (out.shape().dim(2) == 1 || layout.stride(2) == 1);
  }

  private void finish(Epilogue epilogue, View sums, View out) {
    List<View> inputs = new ArrayList<>();
    inputs.add(sums);
    inputs.addAll(epilogue.operands());
    maps.map(epilogue.kernel(), NO_SCALARS, inputs, out);
  }

  private void product(View a, View b, View out) {
    long depth = a.shape().dim(2);
    boolean half = a.dtype().isHalf();
    if (depth == 0) {
      maps.clear(out);
    } else if (!gpu.usesBlas() || !out.dtype().isFloating()) {
      multiplyByKernel(a, b, out);
    } else if (BlasMatrix.of(out).filter(m -> !m.transposed()).isEmpty()) {
      scratch(
          out.dtype(),
          out,
          rows -> {
            product(a, b, rows);
            maps.copy(rows, out);
          });
    } else if (!multiplyByBlas(a, b, out)) {
      if (half || out.shape().size() * depth >= WORTH_A_COPY) {
        dense(a, denseA -> dense(b, denseB -> multiplyByBlas(denseA, denseB, out)));
      } else {
        multiplyByKernel(a, b, out);
      }
    }
  }

  private boolean multiplyByBlas(View a, View b, View out) {
    var left = BlasMatrix.of(a);
    var right = BlasMatrix.of(b);
    if (left.isEmpty() || right.isEmpty()) {
      return false;
    }
    try (Launch launch = gpu.begin("matmul")) {
      GpuStream stream = launch.stream();
      Blas blas = stream.blas;
      if (blas == null) {
        blas = new Blas(stream, gpu.sm(), gpu.options().tf32());
        stream.blas = blas;
      }
      blas.multiply(launch, left.get(), right.get(), BlasMatrix.of(out).orElseThrow());
    }
    return true;
  }

  /** What is done with a view without gaps. */
  private interface Use {
    void with(View dense);
  }

  private void dense(View view, Use use) {
    if (BlasMatrix.of(view).isPresent()) {
      use.with(view);
      return;
    }
    scratch(
        view.dtype(),
        view,
        copy -> {
          maps.copy(view, copy);
          use.with(copy);
        });
  }

  /** Memory without gaps, of another view's shape, for as long as it is used. */
  private void scratch(DType dtype, View like, Use use) {
    CudaBuffer buffer = gpu.scratch(like.shape().size() * dtype.bytes());
    try {
      use.with(new View(buffer, dtype, Layout.contiguous(like.shape())));
    } finally {
      gpu.giveBack(List.of(buffer));
    }
  }

  private void multiplyByKernel(View a, View b, View out) {
    long kernel = kernels.computeIfAbsent(out.dtype(), t -> new Lazy<>(() -> compile(t))).get();
    long m = out.shape().dim(1);
    long n = out.shape().dim(2);
    try (Launch launch = gpu.begin("matmul")) {
      launch.add(out.shape().dim(0)).add(m).add(n).add(a.shape().dim(2));
      for (View view : new View[] {a, b, out}) {
        launch.add(view);
        for (int d = 0; d < 3; d++) {
          launch.add(view.layout().stride(d));
        }
      }
      Tiles.launch(launch, kernel, m, n, out.shape().dim(0));
    }
  }

  private long compile(DType dtype) {
    return gpu.programs().load("matmul", text(dtype)).kernel("matmul");
  }

  /** The source for a dtype. */
  static String text(DType dtype) {
    return "typedef %s T;\n".formatted(KernelTexts.stored(dtype))
        + KernelTexts.text("tile")
        + KernelTexts.text("matmul");
  }
}
