package dev.narae.cuda;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Lets JCuda unpack its native libraries into a folder that nobody else can write to. JCuda unpacks
 * them under fixed names into the temporary folder and loads a file of the expected name that is
 * there already, which in a shared folder may be stale or someone else's.
 */
final class PrivateNatives {
  private static final String FOLDER = "java.io.tmpdir";

  private PrivateNatives() {}

  /** Puts a library of ours where JCuda looks first. */
  @FunctionalInterface
  interface Preparation {
    /** Writes into the new folder, which only this user can enter. */
    void write(Path folder) throws IOException;
  }

  /** Runs {@code initialize}, which makes JCuda load a library, and removes what was unpacked. */
  static void load(Runnable initialize) throws IOException {
    load(_ -> {}, initialize);
  }

  /** The same with a library prepared before. */
  static synchronized void load(Preparation preparation, Runnable initialize) throws IOException {
    Path folder = Files.createTempDirectory("narae-cuda-");
    String shared = System.getProperty(FOLDER);
    System.setProperty(FOLDER, folder.toString());
    try {
      preparation.write(folder);
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
