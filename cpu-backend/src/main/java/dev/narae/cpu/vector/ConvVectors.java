package dev.narae.cpu.vector;

import dev.narae.DType;
import dev.narae.cpu.Demand;
import dev.narae.cpu.Warmup;
import dev.narae.cpu.conv.ConvForm;
import dev.narae.cpu.conv.ConvKernel;
import dev.narae.cpu.conv.ConvKernels;
import dev.narae.cpu.conv.ConvStage;
import dev.narae.cpu.conv.DoubleTaps;
import dev.narae.cpu.conv.FloatTaps;
import dev.narae.cpu.conv.LaneLoops;
import dev.narae.cpu.conv.PoolLoops;
import dev.narae.cpu.conv.SharedStage;
import dev.narae.cpu.conv.WinogradLoops;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import jdk.incubator.vector.VectorShape;
import org.jspecify.annotations.Nullable;

/** Kernels on the Vector API, written when first asked for and warmed up in the background. */
public final class ConvVectors implements ConvKernels {
  private static final int MAX_ROWS = 12;

  private final Map<ConvForm, Place> kernels = new ConcurrentHashMap<>();
  private final GemmVectorType floats;
  private final GemmVectorType doubles;
  private final boolean manyRegisters;
  private final int accumulators;
  private final TapVectors taps;
  private final SpeciesCopy<PoolLoops> pools;
  private final SpeciesCopy<WinogradLoops> winograd;
  private final SpeciesCopy<LaneLoops> lanes;
  private final @Nullable ConvWarmup warmup;

  private ConvVectors(int bits, @Nullable Warmup warmup) {
    VectorShape shape = VectorShape.forBitSize(bits);
    this.floats = GemmVectorType.of(DType.F32, shape);
    this.doubles = GemmVectorType.of(DType.F64, shape);
    this.manyRegisters = floats.maxVectors() > 2;
    this.accumulators = manyRegisters ? 24 : 12;
    this.taps = new TapVectors(floats, doubles, warmup);
    this.pools = PoolWarmup.loops(bits, warmup);
    this.winograd = WinogradWarmup.loops(bits, warmup);
    this.lanes = LaneWarmup.loops(bits, warmup);
    this.warmup = warmup == null ? null : new ConvWarmup(warmup);
  }

  /** Kernels with vectors of {@code bits} bits, handed out once they run as compiled code. */
  public static ConvKernels open(int bits, Warmup warmup) {
    return new ConvVectors(bits, warmup);
  }

  /** Like {@link #open}, but hands every kernel out at once, compiled or not. */
  public static ConvKernels openAtOnce(int bits) {
    return new ConvVectors(bits, null);
  }

  @Override
  public int lanes(DType dtype, int width) {
    return type(dtype).species().length();
  }

  /** Few rows leave registers for more columns. */
  @Override
  public int vectors(int rows) {
    return rows <= accumulators / 4 ? 4 : 2;
  }

  @Override
  public int rows(int vectors) {
    return Math.min(MAX_ROWS, accumulators / vectors);
  }

  /** All of them but one. */
  @Override
  public int registers() {
    return manyRegisters ? 31 : 15;
  }

  @Override
  public @Nullable ConvKernel find(ConvForm form, long steps) {
    Place place = kernels.get(form);
    if (place == null) {
      place = kernels.computeIfAbsent(form, this::prepare);
    }
    ConvKernel kernel = place.kernel;
    if (kernel == null) {
      place.demand.add(steps);
    }
    return kernel;
  }

  private Place prepare(ConvForm form) {
    Place place = new Place();
    GemmVectorType type = type(form.dtype());
    if (warmup == null) {
      place.kernel = onMemory(ConvKernelWriter.write(type, form), type, form);
    } else {
      warmup.submit(
          place.demand, type, form, kernel -> place.kernel = onMemory(kernel, type, form));
    }
    return place;
  }

  private static ConvKernel onMemory(ConvKernel kernel, GemmVectorType type, ConvForm form) {
    return switch (form.kind()) {
      case WINDOWS -> new StagedWindows(kernel, form, type);
      case PIXELS -> new StagedPixels(kernel, form, type);
      case CHANNELS, IMAGES, SUMS -> kernel;
    };
  }

  @Override
  public @Nullable FloatTaps floatTaps(long steps) {
    return taps.floats(steps);
  }

  @Override
  public @Nullable DoubleTaps doubleTaps(long steps) {
    return taps.doubles(steps);
  }

  @Override
  public @Nullable PoolLoops pools(long steps) {
    return pools.get(steps);
  }

  @Override
  public @Nullable WinogradLoops winograd(long steps) {
    return winograd.get(steps);
  }

  @Override
  public @Nullable LaneLoops lanes(long steps) {
    return lanes.get(steps);
  }

  @Override
  public long stageRoom() {
    return GemmScratch.A_BYTES;
  }

  @Override
  public ConvStage stage() {
    return new ScratchStage();
  }

  @Override
  public long reach() {
    return GemmScratch.OFFSET_MASK;
  }

  @Override
  public @Nullable SharedStage shared() {
    return GemmScratch.acquireShared() ? new SharedScratch() : null;
  }

  private GemmVectorType type(DType dtype) {
    return dtype == DType.F32 ? floats : doubles;
  }

  /** Where a kernel is put once it is ready. */
  private static final class Place {
    private final Demand demand = new Demand();
    private volatile @Nullable ConvKernel kernel;
  }
}
