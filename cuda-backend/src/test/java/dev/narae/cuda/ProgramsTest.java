package dev.narae.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.DeviceException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kernels are compiled once, kept, and never run when what was kept is not what was written. */
class ProgramsTest {
  private static final String BODY =
      """
      extern "C" __global__ void answer(const n_args<1> a) { n_pointer<int>(a.v[0])[0] = 42; }
      """;

  @TempDir private Path temporary;
  private Path folder;
  private Gpu gpu;

  @BeforeEach
  void open() {
    SimulatedGpu.require();
    folder = temporary.resolve("kept");
    gpu = gpu();
  }

  private Gpu gpu() {
    CudaOptions options = new CudaOptions(1L << 28, true, false, false, false, Optional.of(folder));
    return new Gpu(CudaRuntime.load(SimulatedGpu.found()), 0, options);
  }

  @AfterEach
  void close() {
    gpu.close();
  }

  private Path kept() throws Exception {
    try (var files = Files.list(folder)) {
      return files.findFirst().orElseThrow();
    }
  }

  @Test
  void isKeptInAFolderOfThisUserAlone() throws Exception {
    gpu.programs().load("answer", BODY);
    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)));
    assertTrue(kept().toString().endsWith(".cubin"));
  }

  @Test
  void whatWasChangedOnDiskIsCompiledAgain() throws Exception {
    gpu.programs().load("answer", BODY);
    byte[] good = Files.readAllBytes(kept());
    byte[] bad = good.clone();
    bad[bad.length - 5] ^= 1;
    for (byte[] content : new byte[][] {bad, java.util.Arrays.copyOf(good, 60), {}, {1, 2, 3}}) {
      Path file = kept();
      Files.write(file, content);
      gpu.programs().load("answer", BODY).kernel("answer");
      assertArrayEquals(good, Files.readAllBytes(file));
    }
  }

  @Test
  void whatTheDriverDoesNotLoadIsCompiledAgain() throws Exception {
    gpu.programs().load("answer", BODY);
    Path file = kept();
    byte[] good = Files.readAllBytes(file);
    String key = String.valueOf(file.getFileName()).replace(".cubin", "");
    new CubinCache(folder).write(key, "another GPU's code\0".getBytes(StandardCharsets.UTF_8));
    gpu.programs().load("answer", BODY).kernel("answer");
    assertArrayEquals(good, Files.readAllBytes(file));
  }

  @Test
  void aKernelOfAnotherKeyIsNotTaken() throws Exception {
    gpu.programs().load("answer", BODY);
    String other = CubinCache.key("other", "sm_90");
    Files.copy(kept(), folder.resolve(other + ".cubin"));
    assertEquals(Optional.empty(), new CubinCache(folder).read(other));
  }

  @Test
  void anErrorInAKernelKeepsSourceAndLog() throws Exception {
    String message =
        String.valueOf(
            assertThrows(
                    DeviceException.class, () -> gpu.programs().load("broken", "int x = nonsense;"))
                .getMessage());
    assertTrue(
        message.startsWith("cuda: the kernel 'broken' does not compile: ")
            && message.contains("nonsense"),
        message);
    Path kept = Path.of(message.replaceFirst(".*source and log are in (.*?); .*", "$1"));
    assertTrue(Files.readString(kept.resolve("broken.cu")).endsWith("int x = nonsense;"));
    assertTrue(Files.readString(kept.resolve("broken.log")).contains("nonsense"));
    gpu.programs().load("answer", BODY).kernel("answer");
  }

  @Test
  void worksWhereNothingCanBeKept() throws Exception {
    Files.writeString(folder, "a file is in the way");
    gpu.programs().load("answer", BODY).kernel("answer");
  }
}
