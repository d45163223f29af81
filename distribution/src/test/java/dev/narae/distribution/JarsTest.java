package dev.narae.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What lies in the jars, and how large they are. */
class JarsTest {
  private static final long MOST = 2_000_000;

  private static Path jar(String module) {
    return Path.of("..", module, "target", "narae-" + module + ".jar");
  }

  /** What a program needs that trains on the processor. */
  @Test
  void coreCpuAndNnAreSmall() throws IOException {
    long bytes = 0;
    for (String module : List.of("core", "cpu-backend", "nn")) {
      bytes += Files.size(jar(module));
    }
    System.out.printf("The jars of core, cpu-backend and nn have %,d bytes.%n", bytes);
    assertTrue(bytes < MOST, "core, cpu-backend and nn have " + bytes + " bytes, over " + MOST);
  }

  @ParameterizedTest
  @ValueSource(strings = {"core", "cpu-backend", "cuda-backend", "nn", "files"})
  void holdsLicenseNoticeAndItsModulesName(String module) throws IOException {
    try (JarFile jar = new JarFile(jar(module).toFile())) {
      assertNotNull(jar.getEntry("META-INF/LICENSE"));
      assertNotNull(jar.getEntry("META-INF/NOTICE"));
      boolean named = jar.getEntry("module-info.class") != null;
      String automatic = jar.getManifest().getMainAttributes().getValue("Automatic-Module-Name");
      assertTrue(named || automatic != null, "neither a module nor an automatic one");
      assertEquals(List.of(), jar.stream().filter(entry -> isOfTests(entry.getName())).toList());
    }
  }

  private static boolean isOfTests(String name) {
    return name.endsWith("Test.class") || name.contains("/conformance/");
  }
}
