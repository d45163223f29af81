package dev.narae.cuda;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Lets JCuda unpack its native libraries into a folder that nobody else can write to. JCuda unpacks
 * them under fixed names into the temporary folder and loads a file that is there already as it is,
 * which in a shared folder may be stale or someone else's.
 */
final class PrivateNatives {
  private static final String FOLDER = "java.io.tmpdir";

  private PrivateNatives() {}

  /** Runs {@code initialize}, which makes JCuda load a library, and removes what was unpacked. */
  static synchronized void load(Runnable initialize) throws IOException {
    Path folder = Files.createTempDirectory("narae-cuda-");
    String shared = System.getProperty(FOLDER);
    System.setProperty(FOLDER, folder.toString());
    try {
      initialize.run();
    } finally {
      System.setProperty(FOLDER, shared);
      delete(folder);
    }
  }

  /** A loaded library needs its file no more. */
  private static void delete(Path folder) throws IOException {
    for (Path file : Folders.matching(folder, "*")) {
      Files.delete(file);
    }
    Files.delete(folder);
  }
}
