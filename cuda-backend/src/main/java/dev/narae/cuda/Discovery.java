package dev.narae.cuda;

import dev.narae.cuda.DriverReport.Gpu;
import dev.narae.spi.Diagnosis;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Looks for a usable GPU step by step: platform, driver, GPU, libraries. Until the driver's file is
 * found it only looks at files, which costs no time, prints no warning and needs no native access.
 */
final class Discovery {
  /** The file of the driver. */
  static final String DRIVER = "libcuda.so.1";

  private final Places places;
  private final DriverReader reader;

  /** Asks a driver. */
  @FunctionalInterface
  interface DriverReader {
    /** What the driver in a library says. */
    DriverReport read(Path library) throws DriverException;
  }

  Discovery(Places places, DriverReader reader) {
    this.places = places;
    this.reader = reader;
  }

  /** What is there now; never throws. */
  Finding find() {
    if (!isSupported(places)) {
      return new Finding.Missing("GPUs are used on Linux amd64 only; this is " + platform(places));
    }
    List<Path> folders = places.driverFolders();
    return driver(folders).map(this::ask).orElseGet(() -> noDriver(folders));
  }

  /** The search and whatever else can be told about the machine; never throws. */
  Diagnosis diagnose() {
    return CudaDiagnosis.make(places, find());
  }

  /** Whether GPUs are used on a machine's system at all. */
  static boolean isSupported(Places places) {
    return platform(places).equals("Linux amd64");
  }

  private static String platform(Places places) {
    return "%s %s"
        .formatted(places.property().apply("os.name"), places.property().apply("os.arch"));
  }

  /** The driver's file in the first folder that has one. */
  static Optional<Path> driver(List<Path> folders) {
    return folders.stream()
        .map(folder -> folder.resolve(DRIVER))
        .filter(Files::isRegularFile)
        .findFirst();
  }

  private static Finding noDriver(List<Path> folders) {
    return new Finding.Missing(
        "no NVIDIA driver: %s is not in %s; if there is an NVIDIA GPU, install its driver"
            .formatted(DRIVER, list(folders)));
  }

  private Finding ask(Path library) {
    DriverReport driver;
    try {
      driver = reader.read(library);
    } catch (DriverException e) {
      return new Finding.Missing("NVIDIA driver %s: %s".formatted(library, e.getMessage()));
    }
    if (driver.major() < Toolkit.OLDEST) {
      return new Finding.Missing(
          "the NVIDIA driver serves CUDA %s at most, but %d is needed; install a newer driver"
              .formatted(driver.cuda(), Toolkit.OLDEST));
    }
    if (driver.gpus().isEmpty()) {
      return new Finding.Missing(
          "the NVIDIA driver for CUDA %s sees no GPU; check CUDA_VISIBLE_DEVICES and nvidia-smi"
              .formatted(driver.cuda()));
    }
    if (driver.gpus().stream().noneMatch(Gpu::isServed)) {
      return new Finding.Missing(
          "found %s, but GPUs are used from compute capability %s on"
              .formatted(driver, Gpu.OLDEST));
    }
    return withLibraries(library, driver);
  }

  private Finding withLibraries(Path library, DriverReport driver) {
    List<Path> folders = places.libraryFolders();
    Toolkit toolkit = Toolkit.find(folders, driver.major());
    if (toolkit.missing().findAny().isEmpty()) {
      return new Finding.Complete(library, driver, toolkit);
    }
    return new Finding.Missing(
        "found %s, but not %s in %s; install the libraries of CUDA %d, or name their folder by %s"
            .formatted(
                driver,
                toolkit.missingFiles(),
                list(folders),
                toolkit.major(),
                "-D" + Places.HOME_PROPERTY));
  }

  private static String list(List<Path> folders) {
    return folders.isEmpty()
        ? "any folder of the loader"
        : folders.stream().map(Path::toString).collect(Collectors.joining(", "));
  }
}
