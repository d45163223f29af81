package dev.narae.cuda;

import dev.narae.Device;
import dev.narae.nn.NetworkSuite;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Modules, losses and optimizers on the simulated GPU: every kernel of our own. */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(value = SimulatedGpu.GENERATOR, mode = ResourceAccessMode.READ)
final class CudaNetworkTest extends NetworkSuite {
  @BeforeAll
  static void needsTheSimulatedGpu() {
    SimulatedGpu.require();
  }

  @Override
  protected Device device() {
    return Device.of("cuda-own");
  }
}
