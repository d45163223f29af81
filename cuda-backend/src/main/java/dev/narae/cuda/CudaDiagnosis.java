package dev.narae.cuda;

import dev.narae.DeviceException;
import dev.narae.spi.Diagnosis;
import dev.narae.spi.Diagnosis.Fact;
import dev.narae.spi.Diagnosis.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What was searched and found of GPUs, driver and libraries. Unlike {@link Discovery}, it does not
 * stop at the first thing that is missing.
 */
final class CudaDiagnosis {
  private final Places places;
  private final List<Fact> facts = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();

  private CudaDiagnosis(Places places) {
    this.places = places;
  }

  /**
   * The diagnosis of a machine.
   *
   * @param finding what the search on it came to
   */
  static Diagnosis make(Places places, Finding finding) {
    CudaDiagnosis diagnosis = new CudaDiagnosis(places);
    if (Discovery.isSupported(places)) {
      boolean wanted = diagnosis.hardware();
      diagnosis.driver(finding);
      diagnosis.libraries(finding, wanted);
      diagnosis.kernelCache();
    }
    return new Diagnosis(diagnosis.facts, diagnosis.problems);
  }

  /** Whether there is something to be put right: a GPU, or an installation for one. */
  private boolean hardware() {
    List<Path> gpus = PciGpus.find(places.root());
    add("NVIDIA GPUs", gpus.isEmpty() ? "none on the PCI bus" : gpus.size() + " on the PCI bus");
    return !gpus.isEmpty();
  }

  private void driver(Finding finding) {
    List<Path> folders = places.driverFolders();
    add("driver searched in", list(folders));
    Optional<Path> file = Discovery.driver(folders);
    add(
        "driver",
        switch (finding) {
          case Finding.Complete(Path library, DriverReport driver, Toolkit _) ->
              "%s: %s".formatted(library, driver);
          case Finding.Missing _ ->
              file.map(path -> path + ", which gives no usable GPU")
                  .orElse(Discovery.DRIVER + " not found");
        });
  }

  private void libraries(Finding finding, boolean gpu) {
    List<Path> folders = places.libraryFolders();
    add("libraries searched in", list(folders));
    Toolkit toolkit =
        switch (finding) {
          case Finding.Complete complete -> complete.toolkit();
          case Finding.Missing _ -> Toolkit.find(folders, Toolkit.NEWEST);
        };
    for (CudaLibrary library : CudaLibrary.values()) {
      add(
          library.toString(),
          toolkit.has(library)
              ? library.describe(toolkit.file(library)) + " in " + toolkit.file(library).getParent()
              : library.fileName(toolkit.major()) + " not found");
    }
    Optional<Path> runtime = runtime(folders);
    runtime.ifPresent(path -> add("CUDA runtime", path + " (not used by Narae)"));
    switch (finding) {
      case Finding.Complete _ -> slower(toolkit);
      case Finding.Missing(String reason) -> {
        boolean driver = Discovery.driver(places.driverFolders()).isPresent();
        if (gpu || runtime.isPresent() || driver) {
          String text =
              driver ? reason : "no NVIDIA driver: " + Discovery.DRIVER + " was not found";
          problems.add(new Problem(text, remedy(toolkit), true));
        }
      }
    }
  }

  /** What is missing although everything computes. */
  private void slower(Toolkit toolkit) {
    if (!toolkit.has(CudaLibrary.CUBLAS) || !toolkit.has(CudaLibrary.CUBLAS_LT)) {
      problems.add(
          new Problem(
              "cuBLAS was not found, so matrix products run on slower kernels",
              Wheels.install(toolkit.major(), CudaLibrary.CUBLAS),
              false));
    }
    if (!toolkit.has(CudaLibrary.CUDNN)) {
      problems.add(
          new Problem(
              "cuDNN was not found, so convolutions run on slower kernels",
              Wheels.install(toolkit.major(), CudaLibrary.CUDNN),
              false));
    }
  }

  private String remedy(Toolkit toolkit) {
    if (Discovery.driver(places.driverFolders()).isEmpty()) {
      return "install NVIDIA's driver, as with 'apt-get install nvidia-driver' on Debian; in a"
          + " container, start it with the GPU ('docker run --gpus all')";
    }
    if (toolkit.missing().findAny().isPresent()) {
      return Wheels.install(toolkit.major(), CudaLibrary.values())
          + ", or name the folder that has them by -D"
          + Places.HOME_PROPERTY;
    }
    return "see what nvidia-smi says, and update the driver";
  }

  private void kernelCache() {
    try {
      add("kernel cache", CubinCache.describe(CudaOptions.fromSystem().cache()));
    } catch (DeviceException e) {
      problems.add(
          new Problem(
              String.valueOf(e.getMessage()), "change or leave out that system property", true));
    }
  }

  private void add(String name, String value) {
    facts.add(new Fact(name, value));
  }

  private static String list(List<Path> folders) {
    return folders.isEmpty()
        ? "no folder"
        : folders.stream().map(Path::toString).collect(Collectors.joining(", "));
  }

  /** CUDA's runtime, whose presence without the rest means that an installation is incomplete. */
  private static Optional<Path> runtime(List<Path> folders) {
    return folders.stream()
        .flatMap(folder -> Folders.matching(folder, "libcudart.so*").stream())
        .filter(Files::isRegularFile)
        .findFirst();
  }
}
