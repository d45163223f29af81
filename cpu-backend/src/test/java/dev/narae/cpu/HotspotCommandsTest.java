package dev.narae.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.narae.Backends;
import dev.narae.ConvOptions;
import dev.narae.DType;
import dev.narae.Device;
import dev.narae.Scope;
import dev.narae.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The file that tells HotSpot to compile kernels first. A pattern that fits no class is no error to
 * HotSpot, so this looks at what was compiled.
 */
class HotspotCommandsTest {
  private static final Path FILE = Path.of("hotspot-commands.txt").toAbsolutePath();

  /** In the JVM's list of compilations, what its caller waited for. */
  private static final String AWAITED = "^ *[0-9]+ +[0-9]+ [ %s!]*b[ n]* +4 +";

  private static List<String> awaited() throws Exception {
    String end = "*::*,false";
    return Files.readAllLines(FILE).stream()
        .filter(line -> line.startsWith("BackgroundCompilation,"))
        .map(line -> line.substring(line.indexOf(',') + 1, line.length() - end.length()))
        .toList();
  }

  @Test
  void whateverIsNamedIsCompiledWhileItsCallersWait() throws Exception {
    String out =
        OtherJvm.run(
            Program.class, "-Xmx512m", "-XX:CompileCommandFile=" + FILE, "-XX:+PrintCompilation");
    List<String> names = awaited();
    assertFalse(names.isEmpty());
    List<String> missing =
        names.stream()
            .filter(
                name ->
                    out.lines()
                        .noneMatch(line -> line.matches(AWAITED + name.replace(".", "\\.") + ".*")))
            .toList();
    assertEquals(List.of(), missing, out);
  }

  /** The program of the other JVM. */
  static final class Program {
    private Program() {}

    /** Uses all that is named until it is compiled. */
    public static void main(String[] args) {
      Tensor images = Tensor.randn(32, 8, 12, 12).requiresGrad(true);
      Tensor filters = Tensor.randn(8, 8, 5, 5).requiresGrad(true);
      Tensor planes = Tensor.randn(16, 32, 10, 10);
      Tensor squares = Tensor.randn(32, 32, 3, 3);
      Tensor single = Tensor.randn(8, 1, 3, 3);
      ConvOptions each = ConvOptions.DEFAULT.groups(8);
      do {
        try (Scope _ = Scope.open()) {
          images.conv2d(filters, null).maxPool2d(2).exp().sum().backward();
          images.zeroGrad();
          filters.zeroGrad();
          images.batchNorm(null, null, 1e-5);
          planes.conv2d(squares, null);
          images.conv2d(single, null, each);
          images.to(DType.F64).conv2d(single.to(DType.F64), null, each);
        }
      } while (!Backends.open(Device.cpu()).isWarm());
    }
  }
}
