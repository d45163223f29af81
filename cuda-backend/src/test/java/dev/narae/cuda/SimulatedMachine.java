package dev.narae.cuda;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A file tree, an environment and a driver's answer that stand for a machine. */
final class SimulatedMachine {
  private DriverReport.Gpu gpu = new DriverReport.Gpu("NVIDIA Test", 9, 0, 8L << 30);

  private final Path root;
  private final Map<String, String> properties =
      new HashMap<>(Map.of("os.name", "Linux", "os.arch", "amd64"));
  private final Map<String, String> environment = new HashMap<>();
  private DriverReport report = new DriverReport(13000, List.of(gpu));

  SimulatedMachine(Path root) {
    this.root = root;
    folder("usr/lib64");
  }

  SimulatedMachine property(String name, String value) {
    properties.put(name, value);
    return this;
  }

  SimulatedMachine environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** A GPU of another compute capability, for the driver that comes next. */
  SimulatedMachine gpu(int major, int minor) {
    gpu = new DriverReport.Gpu("NVIDIA Test", major, minor, 8L << 30);
    return this;
  }

  /** A driver that serves CUDA up to a version and sees one GPU. */
  SimulatedMachine driver(int version) {
    report = new DriverReport(version, List.of(gpu));
    return file("usr/lib64/libcuda.so.1", "");
  }

  SimulatedMachine driverWithoutGpu() {
    driver(13000);
    report = new DriverReport(13000, List.of());
    return this;
  }

  /** All that CUDA's toolkit of a major version has, without cuDNN. */
  SimulatedMachine toolkit(String folder, int major) {
    for (String name : List.of("cublasLt", "cublas", "nvrtc")) {
      file("%s/lib%s.so.%d".formatted(folder, name, major), "");
    }
    return file("%s/libnvrtc-builtins.so.%d.0".formatted(folder, major), "");
  }

  SimulatedMachine cudnn(String folder) {
    return file(folder + "/libcudnn.so.9", "");
  }

  SimulatedMachine folder(String name) {
    try {
      Files.createDirectories(root.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  SimulatedMachine file(String name, String text) {
    Path file = root.resolve(name);
    folder(String.valueOf(file.getParent()));
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  Places places() {
    return new Places(properties::get, environment::get, root);
  }

  Discovery discovery() {
    return new Discovery(places(), _ -> report);
  }

  /** The reason why nothing computes, with the machine's root written as an empty text. */
  String missing() {
    return switch (discovery().find()) {
      case Finding.Missing(String reason) -> reason.replace(root.toString(), "");
      case Finding.Complete complete -> throw new AssertionError("nothing missing: " + complete);
    };
  }

  Toolkit toolkit() {
    return switch (discovery().find()) {
      case Finding.Missing(String reason) -> throw new AssertionError(reason);
      case Finding.Complete complete -> complete.toolkit();
    };
  }
}
