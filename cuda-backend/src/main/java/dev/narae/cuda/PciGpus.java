package dev.narae.cuda;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** NVIDIA's GPUs as Linux lists them, whether there is a driver for them or not. */
final class PciGpus {
  private static final String NVIDIA = "0x10de";

  /** The class of display controllers in PCI's numbering. */
  private static final String DISPLAY = "0x03";

  private PciGpus() {}

  /** The entry of each in {@code sys/bus/pci/devices} below a root. */
  static List<Path> find(Path root) {
    return Folders.matching(root.resolve("sys/bus/pci/devices"), "*").stream()
        .filter(device -> read(device, "vendor").equals(NVIDIA))
        .filter(device -> read(device, "class").startsWith(DISPLAY))
        .toList();
  }

  private static String read(Path device, String file) {
    try {
      return Files.readString(device.resolve(file)).strip();
    } catch (IOException _) {
      return "";
    }
  }
}
