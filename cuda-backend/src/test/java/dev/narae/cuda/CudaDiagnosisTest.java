package dev.narae.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.spi.Diagnosis;
import dev.narae.spi.Diagnosis.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * All that was searched and found is told, and a remedy where there is something to be put right.
 */
class CudaDiagnosisTest {
  @TempDir private Path root;
  private SimulatedMachine machine;

  @BeforeEach
  void emptyMachine() {
    machine = new SimulatedMachine(root);
  }

  private Diagnosis diagnose() {
    return machine.discovery().diagnose();
  }

  /** A fact with the machine's root written as an empty text. */
  private String fact(String name) {
    return diagnose().facts().stream()
        .filter(fact -> fact.name().equals(name))
        .map(fact -> fact.value().replace(root.toString(), ""))
        .findFirst()
        .orElse("no fact " + name);
  }

  private Problem onlyProblem() {
    List<Problem> problems = diagnose().problems();
    assertEquals(1, problems.size(), problems.toString());
    return problems.getFirst();
  }

  private void pciDevice(String address, String vendor, String type) {
    machine.file("sys/bus/pci/devices/%s/vendor".formatted(address), vendor + "\n");
    machine.file("sys/bus/pci/devices/%s/class".formatted(address), type + "\n");
  }

  @Test
  void aMachineWithoutGpuHasNoProblem() {
    pciDevice("0000:00:02.0", "0x8086", "0x030000");
    pciDevice("0000:00:03.0", "0x10de", "0x040300"); // sound
    assertEquals("none on the PCI bus", fact("NVIDIA GPUs"));
    assertEquals("libcuda.so.1 not found", fact("driver"));
    assertEquals("/usr/lib64", fact("driver searched in"));
    assertEquals("libnvrtc.so.13 not found", fact("NVRTC"));
    assertEquals(List.of(), diagnose().problems());
  }

  @Test
  void aGpuWithoutDriver() {
    pciDevice("0000:01:00.0", "0x10de", "0x030200");
    assertEquals("1 on the PCI bus", fact("NVIDIA GPUs"));
    Problem problem = onlyProblem();
    assertEquals("no NVIDIA driver: libcuda.so.1 was not found", problem.text());
    assertTrue(problem.remedy().startsWith("install NVIDIA's driver"), problem.remedy());
    assertTrue(problem.serious());
  }

  @Test
  void onlyTheRuntimeIsInstalled() {
    machine.driver(12060).file("usr/local/cuda-12.6/lib64/libcudart.so.12.6.77", "");
    assertEquals(
        "/usr/local/cuda-12.6/lib64/libcudart.so.12.6.77 (not used by Narae)",
        fact("CUDA runtime"));
    assertEquals("/usr/lib64/libcuda.so.1, which gives no usable GPU", fact("driver"));
    Problem problem = onlyProblem();
    assertTrue(problem.text().contains("but not NVRTC's builtins"), problem.text());
    assertTrue(problem.remedy().contains("-Dnarae.cuda.home"), problem.remedy());
    assertTrue(problem.serious());
  }

  @Test
  void theRuntimeWithoutADriverIsAProblemToo() {
    machine.file("usr/local/cuda-12.6/lib64/libcudart.so.12", "");
    assertTrue(onlyProblem().text().startsWith("no NVIDIA driver"));
  }

  @Test
  void tellsVersionsAndFoldersOfWhatIsThere() {
    machine.driver(12060).cudnn("usr/lib64");
    machine.file("opt/lib/libnvrtc.so.12.6.77", "").file("opt/lib/libcublas.so.12.6.3.3", "");
    machine.file("opt/lib/libcublasLt.so.12.6.3.3", "");
    machine.file("opt/lib/libnvrtc-builtins.so.12.6.77", "");
    machine.environment("NARAE_CUDA_HOME", root.resolve("opt").toString());
    assertEquals("NVRTC 12.6.77 in /opt/lib", fact("NVRTC"));
    assertEquals("cuBLAS 12.6.3.3 in /opt/lib", fact("cuBLAS"));
    assertEquals("cuDNN 9 in /usr/lib64", fact("cuDNN"));
    assertEquals("/opt, /opt/lib, /usr/lib64", fact("libraries searched in"));
    assertTrue(fact("driver").contains("NVIDIA Test (compute capability 9.0"), fact("driver"));
    assertEquals(List.of(), diagnose().problems());
  }

  @Test
  void whatIsOnlySlowerIsNotSerious() {
    machine.driver(12060).toolkit("usr/lib64", 12);
    assertEquals(
        new Problem(
            "cuDNN was not found, so convolutions run on slower kernels",
            "activate a Python environment and 'pip install nvidia-cudnn-cu12'",
            false),
        onlyProblem());
  }

  @Test
  void namesPackagesOfTheRightCuda() {
    assertEquals(
        "activate a Python environment and 'pip install nvidia-cublas nvidia-cuda-nvrtc"
            + " nvidia-cudnn-cu13'",
        Wheels.install(13, CudaLibrary.values()));
    assertTrue(
        Wheels.install(12, CudaLibrary.NVRTC).endsWith("'pip install nvidia-cuda-nvrtc-cu12'"));
  }

  @Test
  void otherSystemsHaveNothingToTell() {
    machine.property("os.name", "Mac OS X");
    assertEquals(Diagnosis.NONE, diagnose());
  }

  @Test
  void tellsWhatTheKernelCacheHolds() {
    Path cache = root.resolve("kernels");
    assertEquals("switched off", CubinCache.describe(Optional.empty()));
    assertEquals(
        cache + ", which is made when the first kernel is compiled",
        CubinCache.describe(Optional.of(cache)));
    new CubinCache(cache).write(CubinCache.key("source", "target"), new byte[2000]);
    assertEquals(cache + ": 1 kernels, 3 KiB", CubinCache.describe(Optional.of(cache)));
  }
}
