package dev.narae.cuda;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import jcuda.driver.JCudaDriver;

/**
 * A native library of JCuda 12.6.0 that is bound to one version of a library of NVIDIA's. For
 * another version it is written anew with the other name, which changes two bytes; only a file of
 * known content is touched.
 */
enum JcudaNative {
  NVRTC("JNvrtc", "1c5a7926684e5af45f6e1280bab41d50735500db2a61cd59f58ab3520e93960c"),
  CUBLAS("JCublas2", "990b2129e540a7f93d0776799d48659dc85e4f7f5bfb6473d0c8369ef8126c32"),
  CUDNN("JCudnn", "340a06c5d0241ddc80b576ec2e968e79046dbf5c5c27e5d9525f4cbf97ad7c37");

  private static final int CHANGED_BYTES = 2;

  private final String file;
  private final String sha256;

  JcudaNative(String name, String sha256) {
    this.file = "lib%s-12.6.0-linux-x86_64.so".formatted(name);
    this.sha256 = sha256;
  }

  /**
   * Writes the library under the name that JCuda looks for.
   *
   * @param needed what the released library needs, such as {@code libcublas.so.12}
   * @param present what is there, such as {@code libcublas.so.13}
   */
  void write(Path folder, String needed, String present) throws IOException {
    Files.write(folder.resolve(file), retargeted(released(), needed, present));
  }

  private byte[] retargeted(byte[] released, String needed, String present) throws IOException {
    if (needed.equals(present)) {
      return released;
    }
    String found = sha256(released);
    if (!found.equals(sha256)) {
      throw new IOException(
          "%s has the SHA-256 %s, but %s is known to work with %s; use JCuda 12.6.0"
              .formatted(file, found, sha256, present));
    }
    byte[] changed;
    try {
      changed = ElfFile.rename(released, needed, present);
    } catch (IllegalArgumentException e) {
      throw new IOException("%s: %s".formatted(file, e.getMessage()), e);
    }
    int count = 0;
    for (int i = 0; i < changed.length; i++) {
      count += changed[i] == released[i] ? 0 : 1;
    }
    if (count != CHANGED_BYTES) {
      throw new IOException(
          "%s: %d bytes name %s, not 2; use JCuda 12.6.0".formatted(file, count, needed));
    }
    return changed;
  }

  private byte[] released() throws IOException {
    try (InputStream in = JCudaDriver.class.getResourceAsStream("/lib/" + file)) {
      if (in == null) {
        throw new IOException("%s is not on the class path; add JCuda's natives".formatted(file));
      }
      return in.readAllBytes();
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }
}
