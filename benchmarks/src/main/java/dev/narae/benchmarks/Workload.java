package dev.narae.benchmarks;

import java.util.Locale;
import java.util.Map;

/**
 * One thing to measure.
 *
 * @param name what the table calls it
 * @param benchmark the class and method that JMH runs
 * @param parameters the values of its JMH parameters
 * @param rate the work of one operation
 * @param quick whether a quick run measures it
 * @param manyKernels whether it uses many kernels, which the JVM compiles one after the other
 */
record Workload(
    String name,
    String benchmark,
    Map<String, String> parameters,
    Rate rate,
    boolean quick,
    boolean manyKernels) {

  static Workload matmul(String shape, boolean quick) {
    Rate rate = new Rate(MatmulShape.parse(shape).flops(), Rate.Unit.FLOPS);
    return new Workload(
        "matmul " + shape,
        method(MatmulBenchmark.class, "matmul"),
        Map.of("shape", shape),
        rate,
        quick,
        false);
  }

  static Workload elementwise(ElementwiseBenchmark.Op op, long size, boolean quick) {
    return new Workload(
        "%s %,d".formatted(op.name().toLowerCase(Locale.ROOT), size),
        method(ElementwiseBenchmark.class, "elementwise"),
        Map.of("op", op.name(), "size", Long.toString(size)),
        Rate.ofTensors(op.tensors(), size),
        quick,
        false);
  }

  static Workload chain(String form, String method, long size, boolean quick) {
    return new Workload(
        "5 ops %s %,d".formatted(form, size),
        method(ChainBenchmark.class, method),
        Map.of("size", Long.toString(size)),
        Rate.ofTensors(ChainBenchmark.TENSORS, size),
        quick,
        false);
  }

  static Workload cnn(String form, String method, int batch, boolean quick) {
    return new Workload(
        "cnn %s, batch %d".formatted(form, batch),
        method(CnnBenchmark.class, method),
        Map.of("batch", Integer.toString(batch)),
        new Rate(batch, Rate.Unit.IMAGES),
        quick,
        true);
  }

  static Workload overhead(String name, String method) {
    return new Workload(
        name,
        method(OverheadBenchmark.class, method),
        Map.of(),
        new Rate(1, Rate.Unit.OPERATIONS),
        true,
        false);
  }

  private static String method(Class<?> benchmark, String name) {
    return benchmark.getName() + "." + name;
  }
}
