package dev.narae.cuda;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where the driver and NVIDIA's libraries may lie.
 *
 * @param property looks up a system property
 * @param environment looks up an environment variable
 * @param root where the system's file tree starts
 */
record Places(
    Function<String, @Nullable String> property,
    Function<String, @Nullable String> environment,
    Path root) {

  /** The property that names the folder of the CUDA libraries, or the one above it. */
  static final String HOME_PROPERTY = "narae.cuda.home";

  /** The environment variable of the same meaning. */
  static final String HOME_VARIABLE = "NARAE_CUDA_HOME";

  private static final List<String> IN_PYTHON =
      List.of("cu13/lib", "cublas/lib", "cuda_nvrtc/lib", "cudnn/lib");

  /** Those of the machine this runs on. */
  static Places ofThisMachine() {
    return new Places(System::getProperty, System::getenv, Path.of("/"));
  }

  /** The existing folders where the driver's library may lie, in the loader's order. */
  List<Path> driverFolders() {
    return Folders.existing(
        Stream.concat(
            Folders.ofList(environment.apply("LD_LIBRARY_PATH")), LoaderFolders.of(root).stream()));
  }

  /** The existing folders where CUDA's libraries may lie; what the user named comes first. */
  List<Path> libraryFolders() {
    Stream<Path> homes =
        Stream.of(
                property.apply(HOME_PROPERTY),
                environment.apply(HOME_VARIABLE),
                environment.apply("CUDA_HOME"),
                environment.apply("CUDA_PATH"))
            .flatMap(Folders::of);
    return Folders.existing(
        Stream.of(
                homes.flatMap(Places::ofHome),
                Folders.ofList(environment.apply("LD_LIBRARY_PATH")),
                Folders.matching(root.resolve("usr/local"), "cuda*").stream()
                    .flatMap(Places::ofHome),
                LoaderFolders.of(root).stream(),
                pythonFolders())
            .flatMap(folders -> folders));
  }

  private static Stream<Path> ofHome(Path home) {
    return Stream.of(home, home.resolve("lib64"), home.resolve("lib"));
  }

  /** Where pip and conda put the libraries: a wheel folder each, or the environment's own. */
  private Stream<Path> pythonFolders() {
    List<Path> environments =
        Stream.of(environment.apply("VIRTUAL_ENV"), environment.apply("CONDA_PREFIX"))
            .flatMap(Folders::of)
            .toList();
    Stream<Path> user = Folders.of(property.apply("user.home")).map(home -> home.resolve(".local"));
    Stream<Path> system = Stream.of(root.resolve("usr/local"), root.resolve("usr"));
    return Stream.concat(
        environments.stream().map(prefix -> prefix.resolve("lib")),
        Stream.of(environments.stream(), user, system)
            .flatMap(prefixes -> prefixes)
            .flatMap(Places::wheels));
  }

  private static Stream<Path> wheels(Path prefix) {
    return Folders.matching(prefix.resolve("lib"), "python3*").stream()
        .flatMap(python -> Folders.matching(python, "{site,dist}-packages").stream())
        .flatMap(packages -> IN_PYTHON.stream().map(packages.resolve("nvidia")::resolve));
  }
}
