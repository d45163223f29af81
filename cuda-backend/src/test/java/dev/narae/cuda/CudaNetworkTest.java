package dev.narae.cuda;

import dev.narae.Device;
import dev.narae.nn.NetworkSuite;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Modules, losses and optimizers on the simulated GPU: every kernel of our own. */
@Execution(ExecutionMode.CONCURRENT)
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
