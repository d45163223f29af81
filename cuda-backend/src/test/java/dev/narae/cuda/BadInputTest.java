package dev.narae.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What may be wrong with a machine gives a result or an error that says so; the JVM goes on. */
class BadInputTest {
  private static final String DRIVER = "usr/lib64/libcuda.so.1";
  private static final String GOOD = "computed 48.0";

  @TempDir private Path temporary;

  @BeforeAll
  static void needsTheSimulatedGpu() {
    SimulatedGpu.require();
  }

  private static String[] toolkit(int major, String... names) {
    return Stream.of(names)
        .map(name -> "usr/local/cuda-%d.0/lib64/lib%s".formatted(major, name))
        .toArray(String[]::new);
  }

  /** A machine with the driver and the named libraries. */
  private Path machine(String[]... files) throws Exception {
    SimulatedGpu.copy(temporary, DRIVER);
    for (String[] some : files) {
      SimulatedGpu.copy(temporary, some);
    }
    return temporary.toRealPath();
  }

  private static final String[] NVRTC_13 = toolkit(13, "nvrtc.so.13", "nvrtc-builtins.so.13.0");
  private static final String[] NVRTC_12 = toolkit(12, "nvrtc.so.12", "nvrtc-builtins.so.12.0");
  private static final String[] CUBLAS_13 = toolkit(13, "cublas.so.13", "cublasLt.so.13");
  private static final String[] CUBLAS_12 = toolkit(12, "cublas.so.12", "cublasLt.so.12");
  private static final String[] CUDNN = {"usr/lib64/libcudnn.so.9"};

  @Test
  void everythingIsThere() throws Exception {
    ChildRun run = ChildRun.of(machine(NVRTC_13, CUBLAS_13, CUDNN), Map.of(), "compute");
    assertEquals(GOOD, run.answer());
    assertEquals(List.of(), run.err());
  }

  @Test
  void cuda12NeedsNoRewriting() throws Exception {
    Path root = machine(NVRTC_12, CUBLAS_12, CUDNN);
    ChildRun run = ChildRun.of(root, Map.of("SIM_DRIVER", "12060"), "compute");
    assertEquals(GOOD, run.answer());
    assertEquals(List.of(), run.err());
  }

  @Test
  void ofTwoToolkitsTheOneThatTheDriverServesIsUsed() throws Exception {
    Path root = machine(NVRTC_12, CUBLAS_12, NVRTC_13, CUBLAS_13, CUDNN);
    assertEquals(GOOD, ChildRun.of(root, Map.of("SIM_DRIVER", "12060"), "compute").answer());
    assertEquals(GOOD, ChildRun.of(root, Map.of("SIM_DRIVER", "13000"), "compute").answer());
  }

  @Test
  void withoutLibrariesOwnKernelsComputeAndItIsSaidOnce() throws Exception {
    ChildRun run = ChildRun.of(machine(NVRTC_13), Map.of(), "compute");
    assertEquals(GOOD, run.answer());
    assertEquals(
        List.of(
            "narae: cuda: cuBLAS was not found, so matrix products run on slower kernels; install"
                + " the libraries of CUDA 13"),
        run.err());
  }

  @Test
  void withoutCudnnConvolutionsRunAndItIsSaidOnce() throws Exception {
    ChildRun run = ChildRun.of(machine(NVRTC_13, CUBLAS_13), Map.of(), "compute");
    assertEquals(GOOD, run.answer());
    assertEquals(
        List.of(
            "narae: cuda: cuDNN was not found, so convolutions run on slower kernels; install cuDNN"
                + " 9 for CUDA 13"),
        run.err());
  }

  @Test
  void cudnn8IsUsedByRewriting() throws Exception {
    Path root = machine(NVRTC_13, CUBLAS_13);
    Path library = SimulatedGpu.root().resolve("old/libcudnn.so.8");
    if (!Files.exists(library)) {
      Files.createDirectories(library.getParent());
      SimulatedGpu.compile("cudnn.cpp", library, 13, "libcudnn.so.8");
    }
    Files.copy(library, root.resolve("usr/lib64/libcudnn.so.8"));
    ChildRun run = ChildRun.of(root, Map.of(), "compute");
    assertEquals(GOOD, run.answer());
    assertEquals(List.of(), run.err());
  }

  @Test
  void aCudnnOfAnotherMajorIsNone() throws Exception {
    Path root = machine(NVRTC_13, CUBLAS_13, CUDNN);
    Files.move(root.resolve(CUDNN[0]), root.resolve("usr/lib64/libcudnn.so.7"));
    ChildRun run = ChildRun.of(root, Map.of(), "compute");
    assertEquals(GOOD, run.answer());
    assertTrue(run.err().getFirst().contains("cuDNN was not found"), run.toString());
  }

  @Test
  void aDamagedLibraryIsSaidAndDoneWithout() throws Exception {
    Path root = machine(NVRTC_13, CUBLAS_13, CUDNN);
    Files.writeString(root.resolve(CUBLAS_13[0]), "not a library");
    ChildRun run = ChildRun.of(root, Map.of(), "compute");
    assertEquals(GOOD, run.answer());
    String said =
        "narae: cuda: cuBLAS cannot be loaded, so matrix products run on slower kernels: ";
    assertTrue(run.err().stream().anyMatch(line -> line.startsWith(said)), run.toString());
  }

  @Test
  void anotherLibraryOfThatNameIsRefusedForItsMissingFunctions() throws Exception {
    Path root = machine(NVRTC_13, CUBLAS_13);
    Files.copy(
        root.resolve(CUBLAS_13[0]),
        root.resolve(NVRTC_13[0]),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    String answer = ChildRun.of(root, Map.of(), "compute").answer();
    assertTrue(
        answer.contains("NVRTC cannot be loaded: ") && answer.contains("has no nvrtcVersion"),
        answer);
  }

  @Test
  void thereIsNoDriver() throws Exception {
    ChildRun run = ChildRun.of(temporary.toRealPath(), Map.of(), "compute");
    String answer = run.answer();
    assertTrue(
        answer.startsWith("refused: ")
            && answer.contains("no NVIDIA driver: libcuda.so.1 is not in")
            && answer.endsWith("if there is an NVIDIA GPU, install its driver"),
        answer);
    assertEquals(List.of(), run.err());
  }

  @Test
  void theDriverIsTooOld() throws Exception {
    Path root = machine(NVRTC_13);
    assertTrue(
        ChildRun.of(root, Map.of("SIM_DRIVER", "11040"), "compute")
            .answer()
            .endsWith(
                "the NVIDIA driver serves CUDA 11.4 at most, but 12 is needed; install a newer"
                    + " driver"));
  }

  @Test
  void theGpuIsTooOld() throws Exception {
    Path root = machine(NVRTC_13);
    String answer = ChildRun.of(root, Map.of("SIM_SM", "70"), "compute").answer();
    assertTrue(
        answer.endsWith("but GPUs are used from compute capability 7.5 on")
            && answer.contains("compute capability 7.0"),
        answer);
  }

  @Test
  void aGpuNewerThanTheCompilerRunsTheNewestThatItKnows() throws Exception {
    Path root = machine(NVRTC_13, CUBLAS_13, CUDNN);
    assertEquals(GOOD, ChildRun.of(root, Map.of("SIM_SM", "103"), "compute").answer());
    assertEquals(GOOD, ChildRun.of(root, Map.of("SIM_SM", "131"), "compute").answer());
  }

  @Test
  void thereIsNoSuchGpu() throws Exception {
    Path root = machine(NVRTC_13);
    assertEquals(
        "refused: device cuda-child:7 does not exist: there are 2 cuda-child devices, numbered from"
            + " 0",
        ChildRun.of(root, Map.of(), "compute", "7").answer());
  }

  @Test
  void theSecondGpuComputes() throws Exception {
    Path root = machine(NVRTC_13, CUBLAS_13, CUDNN);
    assertEquals(GOOD, ChildRun.of(root, Map.of(), "compute", "1").answer());
  }

  @Test
  void thereIsNoGpu() throws Exception {
    String answer = ChildRun.of(machine(NVRTC_13), Map.of("SIM_DEVICES", "0"), "compute").answer();
    assertTrue(answer.contains("sees no GPU; check CUDA_VISIBLE_DEVICES"), answer);
  }

  @Test
  void memoryRunsOutAndTheProgramGoesOn() throws Exception {
    Path root = machine(NVRTC_13, CUBLAS_13, CUDNN);
    String answer = ChildRun.of(root, Map.of("SIM_MEMORY", "64000000"), "memory").answer();
    assertTrue(
        answer.startsWith("allocate: no memory left on cuda:0 for 1.0 GiB: cuMemAlloc gave")
            && answer.contains("largest live allocations: 1 of 4.0 MiB")
            && answer.endsWith("and then the sum was 1048576.0"),
        answer);
  }

  @Test
  void aFaultIsAnErrorThatSaysWhatToDo() throws Exception {
    Path root = machine(NVRTC_13, CUBLAS_13, CUDNN);
    String answer = ChildRun.of(root, Map.of("SIM_DEFER", "0"), "fault").answer();
    assertTrue(
        answer.startsWith(
                "before 10.0 | map: cuLaunchKernel gave CUDA_ERROR_ILLEGAL_ADDRESS; an earlier"
                    + " operation may have caused it: run with -Dnarae.cuda.debug=true")
            && answer.lastIndexOf(" | ") > answer.indexOf(" | "),
        answer);
  }

  @Test
  void aFaultIsToldByTheReadThatMeetsItAndInDebugModeByItsOperation() throws Exception {
    Path root = machine(NVRTC_13, CUBLAS_13, CUDNN);
    String late = ChildRun.of(root, Map.of(), "fault").answer();
    assertTrue(
        late.startsWith(
            "before 10.0 | download: cuEventSynchronize gave CUDA_ERROR_ILLEGAL_ADDRESS; an earlier"
                + " operation may have caused it"),
        late);
    String own = ChildRun.of(root, Map.of(), "-Dnarae.cuda.debug=true", "fault").answer();
    assertTrue(
        own.startsWith("before 10.0 | map: cuStreamSynchronize gave CUDA_ERROR_ILLEGAL_ADDRESS"),
        own);
  }

  @Test
  void aKernelThatIsNotStartedIsAnErrorAndTheProgramGoesOn() throws Exception {
    Path root = machine(NVRTC_13, CUBLAS_13, CUDNN);
    assertEquals(
        "map: cuLaunchKernel gave CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES | true",
        ChildRun.of(root, Map.of(), "refuse").answer());
  }

  @Test
  void kernelsOfAnotherCompilerOrGpuAreNotTaken() throws Exception {
    Path root = machine(NVRTC_12, CUBLAS_12, NVRTC_13, CUBLAS_13, CUDNN);
    Path cache = root.resolve("kept");
    String option = "-Dnarae.cuda.cache=" + cache;
    int kernels = 0;
    for (Map<String, String> machine :
        List.of(
            Map.of("SIM_DRIVER", "12060"),
            Map.of("SIM_DRIVER", "13000"),
            Map.of("SIM_DRIVER", "13000", "SIM_SM", "75"))) {
      assertEquals(GOOD, ChildRun.of(root, machine, option, "compute").answer());
      int now = Folders.matching(cache, "*.cubin").size();
      assertTrue(now > kernels, "kept " + now);
      assertEquals(GOOD, ChildRun.of(root, machine, option, "compute").answer());
      assertEquals(now, Folders.matching(cache, "*.cubin").size());
      kernels = now;
    }
  }

  @Test
  void librariesThatVanishBeforeTheirFirstUse() throws Exception {
    Path root = machine(NVRTC_13, CUBLAS_13, CUDNN);
    String answer = ChildRun.of(root, Map.of(), "vanish").answer();
    assertTrue(
        answer.startsWith("true | cuda: Simulated GPU ")
            && answer.contains("NVRTC cannot be loaded: ")
            && answer.contains(" has disappeared; ")
            && answer.endsWith("reinstall the libraries of CUDA 13"),
        answer);
  }

  @Test
  void librariesThatVanishAreInMemoryStill() throws Exception {
    Path root = machine(NVRTC_13, CUBLAS_13, CUDNN);
    String answer = ChildRun.of(root, Map.of(), "delete").answer();
    assertTrue(answer.startsWith(GOOD + ", then -0.51948"), answer);
  }

  @Test
  void anOptionThatMakesNoSense() throws Exception {
    Path root = machine(NVRTC_13);
    assertEquals(
        "refused: cuda: system property narae.cuda.tf32 is 'maybe'; give true or false",
        ChildRun.of(root, Map.of(), "-Dnarae.cuda.tf32=maybe", "compute").answer());
  }
}
