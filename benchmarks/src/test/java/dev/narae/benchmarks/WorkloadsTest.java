package dev.narae.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.narae.benchmarks.torch.Torch;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every workload can be found, and those of quick runs run. */
class WorkloadsTest {
  static List<Workload> quick() {
    return Workloads.all().stream().filter(workload -> workload.kind().quick()).toList();
  }

  @Test
  void namesAreUnique() {
    List<Workload> all = Workloads.all();
    Set<String> names = all.stream().map(Workload::name).collect(Collectors.toSet());
    assertEquals(all.size(), names.size());
    assertFalse(quick().isEmpty());
  }

  @Test
  void areFoundByName() {
    assertEquals("one-element add", Workloads.named("one-element add").name());
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> Workloads.named("none"));
    assertEquals("no workload is named 'none'", refused.getMessage());
  }

  @ParameterizedTest
  @MethodSource("quick")
  void runs(Workload workload) {
    workload.narae().get().run();
  }

  @ParameterizedTest
  @MethodSource("quick")
  void runsWithLibtorchWhereItIs(Workload workload) {
    assumeTrue(Torch.isPresent(), "without -Ppeers there is no libtorch");
    Torch.load(1);
    workload.torch().get().run();
  }
}
