package dev.narae.cpu;

import dev.narae.DeviceException;
import dev.narae.cpu.vector.VectorSpeed;
import dev.narae.spi.Diagnosis;
import dev.narae.spi.Diagnosis.Fact;
import dev.narae.spi.Diagnosis.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What can be said of the processor, its vectors and the JVM's compiler. */
final class CpuDiagnosis {
  private final List<Fact> facts = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();

  private CpuDiagnosis() {}

  static Diagnosis make() {
    CpuDiagnosis diagnosis = new CpuDiagnosis();
    diagnosis.options();
    diagnosis.vectors();
    return new Diagnosis(diagnosis.facts, diagnosis.problems);
  }

  private void options() {
    int processors = Runtime.getRuntime().availableProcessors();
    try {
      CpuOptions options = CpuOptions.fromSystem();
      add("threads", options.threads() + " of " + processors + " processors");
      add(
          "memory limit",
          options.memoryLimit() == Long.MAX_VALUE
              ? "none of its own; -Dnarae.memory.limit sets one"
              : options.memoryLimit() + " bytes (narae.memory.limit)");
      add("vectors", VectorUnit.describe(options.vectorBits()));
    } catch (DeviceException e) {
      problem(String.valueOf(e.getMessage()), "change or leave out that property");
    }
  }

  private void vectors() {
    if (!VectorUnit.present()) {
      add("C2 intrinsics", "not used: the module " + VectorUnit.MODULE + " is not in this JVM");
      problem(
          "the Vector API is missing, so cpu computes with scalar loops, many times slower",
          "start java with --add-modules " + VectorUnit.MODULE);
      return;
    }
    VectorSpeed speed = VectorSpeed.measure();
    add(
        "C2 intrinsics",
        String.format(
            Locale.ROOT,
            "%s: one thread did %.3g GFLOP/s with %d-bit vectors, %.3g in a scalar loop",
            speed.compiled() ? "active" : "not active",
            speed.vectorFlops() / 1e9,
            speed.bits(),
            speed.scalarFlops() / 1e9));
    if (!speed.compiled()) {
      problem(
          "the JVM does not compile vector code to vector instructions, so it runs many times"
              + " slower",
          "use a HotSpot JDK with its C2 compiler, and leave out -Xint,"
              + " -XX:TieredStopAtLevel=1 and -XX:-EnableVectorSupport");
    }
  }

  private void add(String name, String value) {
    facts.add(new Fact(name, value));
  }

  private void problem(String text, String remedy) {
    problems.add(new Problem(text, remedy, true));
  }
}
