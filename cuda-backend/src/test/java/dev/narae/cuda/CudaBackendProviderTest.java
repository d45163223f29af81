package dev.narae.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.narae.DeviceException;
import dev.narae.spi.BackendProvider;
import dev.narae.spi.Probe;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The provider is found, offers what is there, and says what is missing. */
class CudaBackendProviderTest {
  private static final String FOUND =
      "NVIDIA Test (compute capability 9.0, 8 GiB), driver for CUDA 13.0, cuBLAS 13, NVRTC 13,"
          + " cuDNN 9";

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
  void offersTheGpuThatIsThere(@TempDir Path root) {
    SimulatedMachine machine = new SimulatedMachine(root);
    machine.driver(13000).toolkit("usr/lib64", 13).cudnn("usr/lib64");
    CudaBackendProvider provider = new CudaBackendProvider(machine.discovery());
    assertEquals(new Probe.Available(1, FOUND), provider.probe());
    DeviceException refused = assertThrows(DeviceException.class, () -> provider.open(1));
    assertEquals("cuda:1: there are 1 GPUs, numbered from 0", refused.getMessage());
  }

  @Test
  void probesThisMachineInOneLine() {
    String line =
        switch (new CudaBackendProvider().probe()) {
          case Probe.Unavailable(String reason) -> reason;
          case Probe.Available(int _, String description) -> description;
        };
    assertEquals(1, line.lines().count(), line);
  }
}
