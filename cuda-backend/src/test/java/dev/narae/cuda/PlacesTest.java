package dev.narae.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Libraries are looked for where systems and package managers put them, in a known order. */
class PlacesTest {
  @TempDir private Path root;
  private SimulatedMachine machine;

  @BeforeEach
  void emptyMachine() {
    machine = new SimulatedMachine(root);
  }

  private String at(String name) {
    return root.resolve(name).toString();
  }

  private List<Path> under(String... names) {
    return Stream.of(names).map(root::resolve).toList();
  }

  @Test
  void whatIsNamedComesFirst() {
    for (String name : List.of("a/lib64", "b", "c/lib", "d", "e", "usr/local/cuda/lib64")) {
      machine.folder(name);
    }
    machine.property("narae.cuda.home", at("a")).environment("NARAE_CUDA_HOME", at("b"));
    machine.environment("CUDA_HOME", at("c")).environment("CUDA_PATH", at("d"));
    machine.environment("LD_LIBRARY_PATH", at("nowhere") + "::" + at("e"));
    assertEquals(
        under(
            "a",
            "a/lib64",
            "b",
            "c",
            "c/lib",
            "d",
            "e",
            "usr/local/cuda",
            "usr/local/cuda/lib64",
            "usr/lib64"),
        machine.places().libraryFolders());
  }

  @Test
  void blankAndImpossibleNamesAreNoFolders() {
    machine.property("narae.cuda.home", " ").environment("CUDA_HOME", "a\0b");
    assertEquals(under("usr/lib64"), machine.places().libraryFolders());
  }

  @Test
  void pythonPackagesAreSearched() {
    String wheel = "venv/lib/python3.12/site-packages/nvidia/cu13/lib";
    String users = "home/me/.local/lib/python3.11/site-packages/nvidia/cudnn/lib";
    String systems = "usr/local/lib/python3.11/dist-packages/nvidia/cublas/lib";
    machine.folder(wheel).folder(users).folder(systems).folder("conda/lib");
    machine.environment("VIRTUAL_ENV", at("venv")).environment("CONDA_PREFIX", at("conda"));
    machine.property("user.home", at("home/me"));
    assertEquals(
        under("usr/lib64", "venv/lib", "conda/lib", wheel, users, systems),
        machine.places().libraryFolders());
  }

  @Test
  void findsTheLibrariesOfWheels() {
    String packages = "venv/lib/python3.12/site-packages/nvidia/";
    machine.driver(13000).environment("VIRTUAL_ENV", at("venv"));
    machine.toolkit(packages + "cu13/lib", 13).cudnn(packages + "cudnn/lib");
    assertEquals(
        root.resolve(packages + "cu13/lib/libcublas.so.13"),
        machine.toolkit().files().get(CudaLibrary.CUBLAS));
    assertEquals(
        root.resolve(packages + "cudnn/lib/libcudnn.so.9"),
        machine.toolkit().files().get(CudaLibrary.CUDNN));
  }

  @Test
  void tellsTheFullVersionThatALinkLeadsTo() throws IOException {
    machine.file("usr/lib64/libcublas.so.12.6.4.1", "");
    Path link = root.resolve("usr/lib64/libcublas.so.12");
    Files.createSymbolicLink(link, Path.of("libcublas.so.12.6.4.1"));
    assertEquals(link, CudaLibrary.CUBLAS.find(under("usr/lib64"), 12).orElseThrow());
    assertEquals("cuBLAS 12.6.4.1", CudaLibrary.CUBLAS.describe(link));
  }

  @Test
  void aFileOfAnotherVersionIsNoMatch() {
    machine.file("usr/lib64/libcublas.so.120", "").file("usr/lib64/libcublas.so", "");
    machine.folder("usr/lib64/libcublas.so.12");
    assertEquals(true, CudaLibrary.CUBLAS.find(under("usr/lib64"), 12).isEmpty());
  }
}
