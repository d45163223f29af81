package dev.narae.examples.lab;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What can be chosen for all items.
 *
 * @param epochs passes over MNIST in item 9
 * @param data folder with four IDX files; null for the embedded MNIST
 */
public record LabSettings(int epochs, @Nullable Path data) {
  /** Two passes over the embedded MNIST. */
  public static final LabSettings DEFAULT = new LabSettings(2, null);
}
