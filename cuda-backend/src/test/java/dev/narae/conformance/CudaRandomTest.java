package dev.narae.conformance;

import dev.narae.Device;
import dev.narae.cuda.SimulatedGpu;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Isolated;

/** The part of the conformance suite that draws numbers from the one default generator. */
@Isolated
final class CudaRandomTest {
  private static final Device DEVICE = Device.of("cuda-own");

  @BeforeAll
  static void needsTheSimulatedGpu() {
    SimulatedGpu.require();
  }

  @TestFactory
  Stream<DynamicNode> randomNumbers() {
    return new RandomChecks(DEVICE).tests();
  }

  @TestFactory
  Stream<DynamicNode> compiledComputations() {
    return Stream.of(DEVICE, Device.of("cuda-libraries"))
        .flatMap(device -> new CompiledChecks(device).tests());
  }

  @TestFactory
  Stream<DynamicNode> randomDraws() {
    return new DrawChecks(DEVICE).tests();
  }
}
