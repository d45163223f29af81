package dev.narae.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** JCuda's real native library is loaded and asks a driver, which here is a few lines of C. */
class JcudaDriverTest {
  private static final String OPEN = "--enable-native-access=ALL-UNNAMED";

  /** The functions that JcudaDriver calls; COUNT and INIT are what cuInit and the count answer. */
  private static final String DRIVER =
      """
      #include <stddef.h>
      #include <string.h>
      int cuDriverGetVersion(int *version) { *version = 12060; return 0; }
      int cuInit(unsigned flags) { return INIT; }
      int cuDeviceGetCount(int *count) { *count = 2; return 0; }
      int cuDeviceGet(int *device, int ordinal) { *device = ordinal; return 0; }
      int cuDeviceGetName(char *name, int length, int device) {
        strncpy(name, device == 0 ? "First" : "Second", length);
        return 0;
      }
      int cuDeviceTotalMem_v2(size_t *bytes, int device) {
        *bytes = (size_t) (16 * (device + 1)) << 30;
        return 0;
      }
      int cuDeviceGetAttribute(int *value, int attribute, int device) {
        *value = attribute == 75 ? 8 : 6; /* the parts of the compute capability */
        return 0;
      }
      """;

  @TempDir private Path root;
  @TempDir private Path temporary;

  private void compileDriver(int initResult) throws Exception {
    Path source = Files.writeString(root.resolve("driver.c"), DRIVER);
    Path library = Files.createDirectories(root.resolve("usr/lib64")).resolve("libcuda.so.1");
    List<String> command =
        List.of(
            "cc",
            "-shared",
            "-fPIC",
            "-DINIT=" + initResult,
            "-Wl,-soname,libcuda.so.1",
            "-o",
            library.toString(),
            source.toString());
    Process compiler;
    try {
      compiler = new ProcessBuilder(command).inheritIO().start();
    } catch (IOException e) {
      assumeTrue(false, "no C compiler to build the pretended driver: " + e.getMessage());
      return;
    }
    assertEquals(0, compiler.waitFor());
  }

  @Test
  void readsVersionAndGpus() throws Exception {
    compileDriver(0);
    ProbeRun run = ProbeRun.of(root, temporary, OPEN);
    assertEquals("", run.err());
    assertTrue(
        run.out()
            .getLast()
            .startsWith(
                "found First (compute capability 8.6, 16 GiB), Second (compute capability 8.6,"
                    + " 32 GiB), driver for CUDA 12.6, but not NVRTC's builtins"),
        run.out().getLast());
  }

  @Test
  void leavesNothingUnpackedAndTakesNothingThatWasPlanted() throws Exception {
    compileDriver(0);
    Path planted = temporary.resolve("libJCudaDriver-12.6.0-linux-x86_64.so");
    Files.writeString(planted, "not a library");
    ProbeRun run = ProbeRun.of(root, temporary, OPEN);
    assertTrue(run.out().getLast().startsWith("found First"), run.out().getLast());
    assertEquals(List.of(planted), Folders.matching(temporary, "*"));
  }

  @Test
  void aDriverWithoutGpuHasNone() throws Exception {
    compileDriver(100);
    assertEquals(
        "the NVIDIA driver for CUDA 12.6 sees no GPU; check CUDA_VISIBLE_DEVICES and nvidia-smi",
        ProbeRun.of(root, temporary, OPEN).out().getLast());
  }

  @Test
  void namesTheCallThatFailed() throws Exception {
    compileDriver(999);
    assertEquals(
        "NVIDIA driver %s/usr/lib64/libcuda.so.1: cuInit gave CUDA_ERROR_UNKNOWN".formatted(root),
        ProbeRun.of(root, temporary, OPEN).out().getLast());
  }

  @Test
  void aFileThatIsNoLibraryIsAReasonAndNoCrash() throws Exception {
    new SimulatedMachine(root).file("usr/lib64/libcuda.so.1", "not a library");
    String reason = ProbeRun.of(root, temporary, OPEN).out().getLast();
    assertTrue(
        reason.startsWith(
            "NVIDIA driver %s/usr/lib64/libcuda.so.1: cannot be loaded: ".formatted(root)),
        reason);
  }
}
