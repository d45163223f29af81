package dev.narae.examples.lab;

import java.io.IOException;

/** One item of the lab report: does what the report did, and writes down what came out. */
@FunctionalInterface
public interface LabItem {
  /**
   * Runs the item on the default device.
   *
   * @param findings gets figures, checks, plots and pictures, in the order in which they are shown
   * @throws IOException if data cannot be read
   */
  void run(Findings findings) throws IOException;
}
