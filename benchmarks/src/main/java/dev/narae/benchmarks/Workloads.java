package dev.narae.benchmarks;

import dev.narae.benchmarks.ElementwiseBenchmark.Op;
import java.util.ArrayList;
import java.util.List;

/** All that is measured, in the order of the table. */
final class Workloads {
  private static final List<String> QUICK_PRODUCTS = List.of("64x1000x100", "512x512x512");
  private static final List<String> OTHER_PRODUCTS =
      List.of(
          "64x64x64",
          "128x128x128",
          "256x256x256",
          "1024x1024x1024",
          "512x512x512t",
          "2048x2048x2048",
          "32x320x50",
          "8x1000x100",
          "97x211x53",
          "64*128x64x128",
          "1x1024x1024");
  private static final long[] SIZES = {1_000, 100_000, 10_000_000};
  private static final long CHAIN = 1_000_000;

  private Workloads() {}

  static List<Workload> all() {
    List<Workload> all = new ArrayList<>();
    QUICK_PRODUCTS.forEach(shape -> all.add(Workload.matmul(shape, true)));
    OTHER_PRODUCTS.forEach(shape -> all.add(Workload.matmul(shape, false)));
    for (Op op : Op.values()) {
      for (long size : SIZES) {
        boolean quick = size == SIZES[1] && (op == Op.ADD || op == Op.SIGMOID);
        all.add(Workload.elementwise(op, size, quick));
      }
    }
    all.add(Workload.chain("fused", "fused", CHAIN, true));
    all.add(Workload.chain("one by one", "opByOp", CHAIN, true));
    all.add(Workload.overhead("one-element add", "oneElementAdd"));
    all.add(Workload.overhead("one-element recorded add", "oneElementRecordedAdd"));
    all.add(Workload.cnn("training step", "trainStep", 32, true));
    all.add(Workload.cnn("training step", "trainStep", 256, false));
    all.add(Workload.cnn("evaluation", "evaluate", 32, true));
    return List.copyOf(all);
  }
}
