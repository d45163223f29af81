package dev.narae.conformance;

import dev.narae.Device;
import dev.narae.cuda.SimulatedGpu;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The conformance suite on the simulated GPU: every kernel of our own. */
@Execution(ExecutionMode.CONCURRENT)
final class CudaConformanceTest extends ConformanceSuite {
  @BeforeAll
  static void needsTheSimulatedGpu() {
    SimulatedGpu.require();
  }

  @Override
  protected Device device() {
    return Device.of("cuda-own");
  }

  /** Not beside others, which draw numbers too: in {@link CudaRandomTest}. */
  @Override
  Stream<DynamicNode> randomNumbers() {
    return Stream.of();
  }

  /** As above. */
  @Override
  Stream<DynamicNode> randomDraws() {
    return Stream.of();
  }

  /** As above. */
  @Override
  Stream<DynamicNode> compiledComputations() {
    return Stream.of();
  }

  /** Draws numbers, so not beside tests that seed the generator. */
  @Override
  @TestFactory
  @ResourceLock(value = SimulatedGpu.GENERATOR, mode = ResourceAccessMode.READ)
  Stream<DynamicNode> transfers() {
    return super.transfers();
  }

  /** As above. */
  @Override
  @TestFactory
  @ResourceLock(value = SimulatedGpu.GENERATOR, mode = ResourceAccessMode.READ)
  Stream<DynamicNode> mixedPrecision() {
    return super.mixedPrecision();
  }
}
