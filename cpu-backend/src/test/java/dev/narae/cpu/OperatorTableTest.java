package dev.narae.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.narae.conformance.OperatorTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page of operators says what the conformance suite tests on this backend. */
final class OperatorTableTest {
  private static final Path PAGE = Path.of("..", "docs", "operators.md");

  @Test
  void pageIsUpToDate() throws IOException {
    String page =
        OperatorTable.page(
            "`cpu`, the processor: with the widest vectors, with 128-bit vectors, and without",
            "`cuda`, the kernels for GPUs, on a simulated device",
            "`reference`, the plain loops of the tests");
    if (Boolean.getBoolean("narae.docs.write")) {
      Files.writeString(PAGE, page);
    }
    assertEquals(
        page,
        Files.exists(PAGE) ? Files.readString(PAGE) : "",
        "docs/operators.md is old; write it with: mvn verify -Dnarae.docs.write=true");
  }
}
