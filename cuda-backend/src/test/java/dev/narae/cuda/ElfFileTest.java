package dev.narae.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import jcuda.driver.JCudaDriver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** JCuda's natives are renamed for other libraries by two bytes, and nothing else is touched. */
class ElfFileTest {
  private static byte[] released(String name) throws IOException {
    String file = "/lib/lib%s-12.6.0-linux-x86_64.so".formatted(name);
    try (InputStream in = JCudaDriver.class.getResourceAsStream(file)) {
      return in.readAllBytes();
    }
  }

  private static int differences(byte[] a, byte[] b) {
    int count = 0;
    for (int i = 0; i < a.length; i++) {
      count += a[i] == b[i] ? 0 : 1;
    }
    return count;
  }

  @Test
  void twoBytesChange() throws IOException {
    for (String[] each :
        new String[][] {
          {"JCublas2", "libcublas.so.12", "libcublas.so.13"},
          {"JNvrtc", "libnvrtc.so.12", "libnvrtc.so.13"},
          {"JCudnn", "libcudnn.so.9", "libcudnn.so.8"}
        }) {
      byte[] before = released(each[0]);
      byte[] after = ElfFile.rename(before, each[1], each[2]);
      assertEquals(2, differences(before, after), each[0]);
      assertArrayEquals(before, ElfFile.rename(after, each[2], each[1]), "and back");
    }
  }

  @Test
  void refusesWhatIsNotNeeded() throws IOException {
    byte[] library = released("JNvrtc");
    assertEquals(
        "the library does not need libcublas.so.12",
        assertThrows(
                IllegalArgumentException.class,
                () -> ElfFile.rename(library, "libcublas.so.12", "libcublas.so.13"))
            .getMessage());
    assertThrows(
        IllegalArgumentException.class,
        () -> ElfFile.rename(library, "libnvrtc.so.12", "libnvrtc.so.9"));
  }

  @Test
  void refusesDamagedFiles() throws IOException {
    byte[] library = released("JNvrtc");
    Random random = new Random(1);
    for (int i = 0; i < 300; i++) {
      byte[] damaged =
          Arrays.copyOf(library, i % 3 == 0 ? random.nextInt(library.length) : library.length);
      for (int k = 0; k < 20 && damaged.length > 0; k++) {
        damaged[random.nextInt(Math.min(damaged.length, 4096))] = (byte) random.nextInt();
      }
      try {
        ElfFile.rename(damaged, "libnvrtc.so.12", "libnvrtc.so.13");
      } catch (IllegalArgumentException _) {
        // Refused; what matters is that nothing else happens, and that it ends.
      }
    }
  }

  @Test
  void aReleaseThatIsNotKnownIsNotRewritten(@TempDir Path folder) throws IOException {
    // What needs no rewriting is written as it is, whatever it holds.
    JcudaNative.NVRTC.write(folder, "libnvrtc.so.12", "libnvrtc.so.12");
    assertArrayEquals(
        released("JNvrtc"),
        java.nio.file.Files.readAllBytes(folder.resolve("libJNvrtc-12.6.0-linux-x86_64.so")));
  }
}
