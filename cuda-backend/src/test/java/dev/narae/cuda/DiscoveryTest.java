package dev.narae.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is missing is named, with where it was looked for and what to do. */
class DiscoveryTest {
  private static final String FOUND =
      "found NVIDIA Test (compute capability 9.0, 8 GiB), driver for CUDA ";

  @TempDir private Path root;
  private SimulatedMachine machine;

  @BeforeEach
  void emptyMachine() {
    machine = new SimulatedMachine(root);
  }

  @Test
  void otherSystemsHaveNoGpu() {
    machine.driver(13000).property("os.name", "Mac OS X").property("os.arch", "aarch64");
    assertEquals("GPUs are used on Linux amd64 only; this is Mac OS X aarch64", machine.missing());
  }

  @Test
  void namesTheFoldersWithoutDriver() {
    machine.folder("opt/libs").file("etc/ld.so.conf", "/opt/libs\n/opt/nowhere\n");
    assertEquals(
        "no NVIDIA driver: libcuda.so.1 is not in /opt/libs, /usr/lib64;"
            + " if there is an NVIDIA GPU, install its driver",
        machine.missing());
  }

  @Test
  void asksNoDriverWhereThereIsNone() {
    Discovery discovery =
        new Discovery(
            machine.places(),
            library -> {
              throw new AssertionError("asked " + library);
            });
    assertTrue(discovery.find() instanceof Finding.Missing);
  }

  @Test
  void findsTheDriverByTheLibraryPath() {
    String folder = root.resolve("drivers").toString();
    machine.file("drivers/libcuda.so.1", "").environment("LD_LIBRARY_PATH", ":" + folder);
    assertTrue(
        machine.missing().startsWith(FOUND + "13.0, but not NVRTC's builtins"), machine.missing());
  }

  @Test
  void passesOnWhyADriverFails() {
    machine.driver(13000);
    Discovery discovery =
        new Discovery(
            machine.places(),
            _ -> {
              throw new DriverException("cuInit gave CUDA_ERROR_UNKNOWN");
            });
    assertEquals(
        new Finding.Missing(
            "NVIDIA driver %s/usr/lib64/libcuda.so.1: cuInit gave CUDA_ERROR_UNKNOWN"
                .formatted(root)),
        discovery.find());
  }

  @Test
  void refusesAnOldDriver() {
    machine.driver(11040).toolkit("usr/lib64", 12);
    assertEquals(
        "the NVIDIA driver serves CUDA 11.4 at most, but 12 is needed; install a newer driver",
        machine.missing());
  }

  @Test
  void saysThatADriverSeesNoGpu() {
    machine.driverWithoutGpu().toolkit("usr/lib64", 13);
    assertEquals(
        "the NVIDIA driver for CUDA 13.0 sees no GPU; check CUDA_VISIBLE_DEVICES and nvidia-smi",
        machine.missing());
  }

  @Test
  void namesAllLibrariesThatAreMissing() {
    machine.driver(12060).folder("usr/local/cuda-12.6/lib64");
    assertEquals(
        FOUND
            + "12.6, but not NVRTC's builtins (libnvrtc-builtins.so.12), NVRTC (libnvrtc.so.12)"
            + " in /usr/local/cuda-12.6, /usr/local/cuda-12.6/lib64, /usr/lib64;"
            + " install the libraries of CUDA 12, or name their folder by -Dnarae.cuda.home",
        machine.missing());
  }

  @Test
  void namesTheOneLibraryThatIsMissing() {
    machine.driver(13000);
    machine.file("usr/lib64/libcublasLt.so.12", "").file("usr/lib64/libcublas.so.12", "");
    machine.file("usr/lib64/libnvrtc.so.12.6.77", "").file("usr/lib64/libcublas.so.13", "");
    assertTrue(
        machine
            .missing()
            .startsWith(
                FOUND + "13.0, but not NVRTC's builtins (libnvrtc-builtins.so.12) in /usr/lib64;"),
        machine.missing());
  }

  @Test
  void takesTheNewestCompleteToolkit() {
    machine.driver(13000).toolkit("usr/local/cuda-12.6/lib64", 12);
    machine.file("usr/local/cuda-13.0/lib64/libcublas.so.13", "");
    assertEquals(12, machine.toolkit().major());
    machine.toolkit("usr/local/cuda-13.0/lib64", 13);
    assertEquals(13, machine.toolkit().major());
  }

  @Test
  void takesNoToolkitThatIsNewerThanTheDriver() {
    machine.driver(12060).toolkit("usr/local/cuda-13.0/lib64", 13);
    assertTrue(machine.missing().contains("NVRTC (libnvrtc.so.12)"), machine.missing());
    machine.toolkit("usr/local/cuda-12.6/lib64", 12);
    assertEquals(12, machine.toolkit().major());
  }

  @Test
  void doesWithoutCublas() {
    machine.driver(13000).file("usr/lib64/libnvrtc.so.13", "");
    machine.file("usr/lib64/libnvrtc-builtins.so.13.0", "");
    assertEquals("no cuBLAS, NVRTC 13, no cuDNN", machine.toolkit().toString());
  }

  @Test
  void takesAnOlderToolkitThatHasMore() {
    machine.driver(13000).toolkit("usr/local/cuda-12.6/lib64", 12);
    machine.file("usr/lib64/libnvrtc.so.13", "");
    machine.file("usr/lib64/libnvrtc-builtins.so.13.0", "");
    assertEquals(12, machine.toolkit().major());
  }

  @Test
  void refusesAGpuThatIsTooOld() {
    machine.gpu(6, 1).driver(12060).toolkit("usr/lib64", 12);
    assertEquals(
        "found NVIDIA Test (compute capability 6.1, 8 GiB), driver for CUDA 12.6, but GPUs are used"
            + " from compute capability 7.5 on",
        machine.missing());
  }

  @Test
  void doesWithoutCudnn() {
    machine.driver(13000).toolkit("usr/lib64", 13);
    assertEquals("cuBLAS 13, NVRTC 13, no cuDNN", machine.toolkit().toString());
    machine.cudnn("usr/lib64");
    assertEquals("cuBLAS 13, NVRTC 13, cuDNN 9", machine.toolkit().toString());
  }
}
