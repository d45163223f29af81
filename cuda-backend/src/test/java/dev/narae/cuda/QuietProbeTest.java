package dev.narae.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Without a driver the probe warns of nothing and loads no class of JCuda. */
class QuietProbeTest {
  @TempDir private Path root;
  @TempDir private Path temporary;

  @Test
  void isSilentAndTouchesNoJcudaClass() throws Exception {
    ProbeRun run = ProbeRun.of(root, temporary, "-Xlog:class+load:stdout");
    assertEquals("", run.err());
    assertTrue(run.out().stream().anyMatch(line -> line.startsWith("no NVIDIA driver")));
    assertTrue(run.out().stream().anyMatch(line -> line.contains("dev.narae.cuda.Discovery ")));
    assertTrue(run.out().stream().noneMatch(line -> line.contains(" jcuda.")));
    assertTrue(run.out().stream().noneMatch(line -> line.contains("java.lang.foreign.")));
  }
}
