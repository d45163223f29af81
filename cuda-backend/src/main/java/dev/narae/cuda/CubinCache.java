package dev.narae.cuda;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Compiled kernels on disk, a file each, named by the hash of everything they depend on. A file
 * holds its key's and its content's hash, so that one that was changed or cut short is noticed. The
 * folder belongs to this user alone, for what is in it runs.
 */
final class CubinCache {
  private static final byte[] MAGIC = "narae kernel 1\n".getBytes(StandardCharsets.US_ASCII);
  private static final int HASH = 32;

  private final Path folder;

  CubinCache(Path folder) {
    this.folder = folder;
  }

  /** The key of a source that is compiled for a target. */
  static String key(String text, String target) {
    return HexFormat.of()
        .formatHex(sha256((target + "\n" + text).getBytes(StandardCharsets.UTF_8)));
  }

  /** What a folder of kernels holds, in one line. */
  static String describe(Optional<Path> kept) {
    if (kept.isEmpty()) {
      return "switched off";
    }
    Path folder = kept.get();
    if (!Files.isDirectory(folder)) {
      return Files.exists(folder)
          ? folder + " is not a folder; name another one by -D" + CudaOptions.CACHE
          : folder + ", which is made when the first kernel is compiled";
    }
    List<Path> kernels = Folders.matching(folder, "*.cubin");
    long bytes = kernels.stream().mapToLong(kernel -> kernel.toFile().length()).sum();
    return "%s: %d kernels, %d KiB%s"
        .formatted(
            folder,
            kernels.size(),
            (bytes + 1023) >> 10,
            Files.isWritable(folder) ? "" : ", and not writable");
  }

  /** The machine code kept under a key; what does not prove whole is removed. */
  Optional<byte[]> read(String key) {
    Path file = file(key);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      byte[] bytes = Files.readAllBytes(file);
      Optional<byte[]> code = content(key, bytes);
      if (code.isEmpty()) {
        Notices.once(
            "cuda: the kept kernel %s was damaged or changed, and is compiled again"
                .formatted(file));
        Files.deleteIfExists(file);
      }
      return code;
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<byte[]> content(String key, byte[] bytes) {
    int start = MAGIC.length + 2 * HASH;
    if (bytes.length < start) {
      return Optional.empty();
    }
    byte[] code = Arrays.copyOfRange(bytes, start, bytes.length);
    return Arrays.equals(Arrays.copyOf(bytes, start), header(key, code))
        ? Optional.of(code)
        : Optional.empty();
  }

  private static byte[] header(String key, byte[] code) {
    return ByteBuffer.allocate(MAGIC.length + 2 * HASH)
        .put(MAGIC)
        .put(HexFormat.of().parseHex(key))
        .put(sha256(code))
        .array();
  }

  /** Keeps machine code; where that fails it is compiled again next time. */
  void write(String key, byte[] code) {
    try {
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(
            folder,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      Path temporary = Files.createTempFile(folder, "new-", "");
      try {
        byte[] header = header(key, code);
        byte[] whole = Arrays.copyOf(header, header.length + code.length);
        System.arraycopy(code, 0, whole, header.length, code.length);
        Files.write(temporary, whole);
        Files.move(temporary, file(key), StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException | UnsupportedOperationException e) {
      Notices.once(
          "cuda: compiled kernels cannot be kept in %s (%s); name another folder by -D%s"
              .formatted(folder, e.getMessage(), CudaOptions.CACHE));
    }
  }

  private Path file(String key) {
    return folder.resolve(key + ".cubin");
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }
}
