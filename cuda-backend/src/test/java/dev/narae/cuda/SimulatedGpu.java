package dev.narae.cuda;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A device made of C++: libraries under the names of NVIDIA's, built by g++ out of {@code
 * src/test/native}, in a file tree that stands for a machine. JCuda's real natives load and call
 * them. Kernels are the backend's own sources, compiled by g++ as well.
 */
public final class SimulatedGpu {
  /**
   * A lock on the generator that all threads share: tests that seed it run apart from those that
   * only draw, of which many run at once.
   */
  public static final String GENERATOR = "generator";

  private static final Path SOURCES = Path.of("src", "test", "native").toAbsolutePath();
  private static final Path TARGET = Path.of("target", "simulated-gpu").toAbsolutePath();
  private static final List<String> FILES =
      List.of(
          "cuda_shim.h",
          "driver.cpp",
          "driver_names.h",
          "nvrtc.cpp",
          "cublas.cpp",
          "cudnn.cpp",
          "cudnn_rnn.h",
          "stream_work.h",
          "streams.h");

  private SimulatedGpu() {}

  private static final class Built {
    static final @Nullable Path ROOT = build();
  }

  /** Skips the calling test where there is no g++. */
  public static void require() {
    assumeTrue(Built.ROOT != null, "no g++ to build the simulated GPU; this test needs one");
  }

  /** The file tree of a machine with this driver, CUDA 13 and cuDNN 9. */
  static Path root() {
    require();
    return java.util.Objects.requireNonNull(Built.ROOT);
  }

  /** What the search finds there. */
  static Finding.Complete found() {
    return foundIn(root());
  }

  /** What it finds on another machine. */
  static Finding.Complete foundIn(Path machine) {
    Places places =
        new Places(
            name -> name.startsWith("os.") ? System.getProperty(name) : null, _ -> null, machine);
    return switch (new Discovery(places, library -> JcudaDriver.read(library)).find()) {
      case Finding.Complete complete -> complete;
      case Finding.Missing(String reason) -> throw new AssertionError(reason);
    };
  }

  /** Where the tests keep compiled kernels. */
  static Path cache() {
    return root().resolve("cubins");
  }

  private static @Nullable Path build() {
    try {
      Path root = TARGET.resolve(hash());
      if (Files.exists(root.resolve("built"))) {
        return root;
      }
      if (new ProcessBuilder("g++", "--version")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          != 0) {
        return null;
      }
      buildIn(root);
      return root;
    } catch (IOException e) {
      return null;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void buildIn(Path root) throws IOException, InterruptedException {
    Path driver = Files.createDirectories(root.resolve("usr/lib64"));
    Files.createDirectories(root.resolve("batches"));
    compile("driver.cpp", driver.resolve("libcuda.so.1"), 13, "");
    for (int cuda : new int[] {12, 13}) {
      Path toolkit =
          Files.createDirectories(root.resolve("usr/local/cuda-%d.0/lib64".formatted(cuda)));
      String nvrtc = "libnvrtc.so." + cuda;
      compile("nvrtc.cpp", toolkit.resolve(nvrtc), cuda, nvrtc);
      Files.copy(
          toolkit.resolve(nvrtc), toolkit.resolve("libnvrtc-builtins.so.%d.0".formatted(cuda)));
      String cublas = "libcublas.so." + cuda;
      compile("cublas.cpp", toolkit.resolve(cublas), cuda, cublas);
      Files.copy(toolkit.resolve(cublas), toolkit.resolve("libcublasLt.so." + cuda));
    }
    compile("cudnn.cpp", driver.resolve("libcudnn.so.9"), 13, "libcudnn.so.9");
    Files.writeString(root.resolve("built"), "");
  }

  /** Builds one library; its functions carry a version's name, as NVIDIA's do. */
  static void compile(String source, Path library, int cuda, String version)
      throws IOException, InterruptedException {
    Path root = TARGET.resolve(TARGET.relativize(library).getName(0));
    List<String> command =
        new ArrayList<>(
            List.of(
                "g++",
                "-std=c++17",
                "-O1",
                "-w",
                "-fPIC",
                "-shared",
                "-DSIM_CUDA=" + cuda,
                "-DSIM_CACHE=\"%s\"".formatted(root.resolve("batches")),
                "-DSIM_SOURCES=\"%s\"".formatted(SOURCES),
                "-Wl,-soname," + library.getFileName()));
    if (!version.isEmpty()) {
      Path script = Files.createTempFile("version", ".map");
      Files.writeString(script, "%s { global: *; };".formatted(version));
      command.add("-Wl,--version-script=" + script);
    }
    command.addAll(List.of("-o", library.toString(), SOURCES.resolve(source).toString(), "-ldl"));
    int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
    if (exit != 0) {
      throw new AssertionError("g++ failed on " + source);
    }
  }

  private static String hash() throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String file : FILES) {
        digest.update(Files.readAllBytes(SOURCES.resolve(file)));
      }
      return HexFormat.of().formatHex(digest.digest()).substring(0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /** Changes a setting of the driver, such as the memory of its GPUs. */
  static void set(String name, long value) {
    setIn(root(), name, value);
  }

  /** The same for the driver of another machine. */
  static void setIn(Path root, String name, long value) {
    call(root, "sim_set", name, value);
  }

  /** What the driver counted. */
  static long count(String name) {
    return call(root(), "sim_count", name, 0);
  }

  @SuppressWarnings("restricted")
  private static long call(Path root, String function, String name, long value) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment symbol =
          SymbolLookup.libraryLookup(root.resolve("usr/lib64/libcuda.so.1"), arena)
              .findOrThrow(function);
      MemorySegment text = arena.allocateFrom(name, StandardCharsets.UTF_8);
      return (long)
          Linker.nativeLinker()
              .downcallHandle(
                  symbol,
                  FunctionDescriptor.of(
                      ValueLayout.JAVA_LONG, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG))
              .invokeExact(text, value);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /** A machine of its own, with a copy of some of the libraries. */
  static void copy(Path to, String... files) {
    for (String file : files) {
      try {
        Files.createDirectories(to.resolve(file).getParent());
        Files.copy(root().resolve(file), to.resolve(file), StandardCopyOption.REPLACE_EXISTING);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
