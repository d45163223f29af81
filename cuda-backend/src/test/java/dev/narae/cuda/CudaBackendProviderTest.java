package dev.narae.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.DeviceException;
import dev.narae.spi.BackendProvider;
import dev.narae.spi.Probe;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The provider is found, never claims to compute, and says what it found. */
class CudaBackendProviderTest {
  private static final String FOUND =
      "found NVIDIA Test (compute capability 9.0, 8 GiB), driver for CUDA 13.0, cuBLAS 13,"
          + " NVRTC 13, cuDNN 9; this version of Narae does not compute on GPUs yet:"
          + " use device cpu";

  @Test
  void isFoundAsAServiceAheadOfTheProcessor() {
    BackendProvider provider =
        ServiceLoader.load(BackendProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(CudaBackendProvider.class::isInstance)
            .findFirst()
            .orElseThrow();
    assertEquals("cuda", provider.name());
    assertEquals(100, provider.priority());
  }

  @Test
  void saysWhatIsMissing(@TempDir Path root) {
    SimulatedMachine machine = new SimulatedMachine(root);
    CudaBackendProvider provider = new CudaBackendProvider(machine.discovery());
    String reason =
        "no NVIDIA driver: libcuda.so.1 is not in %s/usr/lib64; if there is an NVIDIA GPU,"
            + " install its driver";
    assertEquals(new Probe.Unavailable(reason.formatted(root)), provider.probe());
    DeviceException refused = assertThrows(DeviceException.class, () -> provider.open(1));
    assertEquals("cuda:1: " + reason.formatted(root), refused.getMessage());
  }

  @Test
  void doesNotClaimToComputeOnAGpuThatIsThere(@TempDir Path root) {
    SimulatedMachine machine = new SimulatedMachine(root);
    machine.driver(13000).toolkit("usr/lib64", 13).cudnn("usr/lib64");
    CudaBackendProvider provider = new CudaBackendProvider(machine.discovery());
    assertEquals(new Probe.Unavailable(FOUND), provider.probe());
    DeviceException refused = assertThrows(DeviceException.class, () -> provider.open(0));
    assertEquals("cuda:0: " + FOUND, refused.getMessage());
  }

  @Test
  void probesThisMachineInOneLine() {
    Probe probe = new CudaBackendProvider().probe();
    assertTrue(
        probe instanceof Probe.Unavailable(String reason) && reason.lines().count() == 1,
        probe.toString());
  }
}
