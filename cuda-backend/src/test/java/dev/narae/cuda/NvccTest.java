package dev.narae.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.narae.DType;
import dev.narae.expr.Expr;
import dev.narae.expr.Formula;
import dev.narae.expr.ScalarOp;
import dev.narae.spi.ReduceKind;
import dev.narae.spi.ScatterKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** NVIDIA's own compiler takes every kernel, for an old, a usual and a new GPU. */
class NvccTest {
  private static final List<Integer> GENERATIONS = List.of(75, 90, 100);
  private static final List<DType> COMPUTE = List.of(DType.I32, DType.I64, DType.F32, DType.F64);

  /** One of halves: the other has only another conversion, which kernels of all dtypes have too. */
  private static final List<DType> REAL = List.of(DType.F32, DType.F64, DType.BF16);

  @TempDir private Path temporary;

  @Test
  void takesEveryKernel() throws Exception {
    try {
      Process version =
          new ProcessBuilder("nvcc", "--version")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      assumeTrue(version.waitFor() == 0, "nvcc does not start; kernels are not compiled by it");
    } catch (IOException e) {
      assumeTrue(false, "no nvcc to compile the kernels with");
    }
    Path source = temporary.resolve("kernels.cu");
    Files.writeString(source, KernelTexts.prelude() + joined(sources()));
    List<String> command =
        new ArrayList<>(List.of("nvcc", "-std=c++17", "--fmad=false", "-fatbin"));
    // What is asked is whether it compiles; optimising takes minutes.
    command.addAll(List.of("--threads", "2", "-Xcicc", "-O1", "-Xptxas", "-O1"));
    command.addAll(List.of("-Werror", "all-warnings"));
    for (int sm : GENERATIONS) {
      command.addAll(List.of("-gencode", "arch=compute_%d,code=sm_%d".formatted(sm, sm)));
    }
    command.addAll(
        List.of("-o", temporary.resolve("kernels.fatbin").toString(), source.toString()));
    Path log = temporary.resolve("log");
    int exit =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start()
            .waitFor();
    assertEquals(0, exit, Files.readString(log));
  }

  /** One text of many: each in a namespace, without C's names, and its macros forgotten. */
  private static String joined(List<String> sources) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < sources.size(); i++) {
      String source = sources.get(i).replace("extern \"C\" __global__", "__global__");
      text.append("namespace k%d {\n%s\n}\n".formatted(i, source));
      source
          .lines()
          .filter(line -> line.startsWith("#define "))
          .forEach(
              line ->
                  text.append(
                      "#undef %s\n".formatted(line.replaceFirst("#define (\\w+).*", "$1"))));
    }
    return text.toString();
  }

  private static List<String> sources() {
    List<String> sources = new ArrayList<>();
    for (DType dtype : DType.values()) {
      sources.add(stored(dtype).text());
      sources.add(SortKernels.text(dtype));
      sources.add(ScanKernels.text(ReduceKind.SUM, dtype));
      sources.add(ScatterKernels.text(ScatterKind.SET, dtype));
      Formula sum = Formula.of("sum", 2, 1, Expr.arg(0).add(Expr.arg(1).mul(Expr.scalar(0))));
      // In a CUDA graph the scalar is read from memory.
      sources.add(
          new MapSource(sum.kernel(dtype.compute(), dtype), List.of(dtype, dtype), dtype, 1)
              .text());
      sources.add(
          new EachSource(sum.kernel(dtype.compute(), dtype), List.of(dtype, dtype), dtype).text());
    }
    for (DType compute : COMPUTE) {
      sources.add(everyOperator(compute).text());
      Formula same = Formula.unary("same", x -> x);
      for (String join : List.of("SUM", "PROD", "MAX", "MIN", "ARGMAX", "ARGMIN")) {
        DType out = join.startsWith("ARG") ? DType.I64 : compute;
        sources.add(
            new ReduceSource(join, same.kernel(compute, compute), List.of(compute), out, 0).text());
      }
      sources.add(SelectKernels.text(compute));
      sources.add(ScanKernels.text(ReduceKind.MAX, compute));
      sources.add(ScatterKernels.text(ScatterKind.SUM, compute));
      sources.add(ScatterKernels.text(ScatterKind.MIN, compute));
      sources.add(Products.text(compute));
    }
    for (DType real : REAL) {
      sources.add(SoftmaxKernels.text(real));
      sources.add(NormKernels.text(real));
      sources.add(AttentionKernels.text(real));
      sources.add(PoolKernels.text(real));
      sources.add(AttentionProducts.text(real));
      sources.add(BatchNormKernels.text(real));
      sources.add(ConvKernels.text(real));
    }
    Stream.of(1, 2, 4, 8).map(GatherKernels::text).forEach(sources::add);
    sources.add(KernelTexts.text("radix"));
    return sources;
  }

  /** A kernel that reads and writes a dtype. */
  private static MapSource stored(DType dtype) {
    Formula same = Formula.unary("same", x -> x);
    return new MapSource(same.kernel(dtype.compute(), dtype), List.of(dtype), dtype, 0);
  }

  /** A tree that has every operator of a dtype's arithmetic, a scalar, the index and a number. */
  private static MapSource everyOperator(DType dtype) {
    boolean real = dtype.isFloating();
    Expr x = Expr.arg(0);
    Expr y = Expr.arg(1);
    Expr sum = x.add(Expr.index()).add(Expr.scalar(0)).add(Expr.constant(3));
    for (ScalarOp op : ScalarOp.values()) {
      if (real ? op.isIntegral() : op.isFloating()) {
        continue;
      }
      Expr value =
          switch (op.arity()) {
            case 1 -> Expr.apply(op, x);
            case 2 -> Expr.apply(op, x, y);
            default -> Expr.apply(op, x, y, sum);
          };
      sum = sum.add(value.asNumber());
    }
    if (real) {
      sum = sum.add(Expr.uniform(1, 2));
    }
    Formula formula = Formula.of("all", 2, 2, sum);
    return new MapSource(
        formula.kernel(dtype.compute(), dtype), List.of(dtype, DType.values()[0]), dtype, 2);
  }
}
