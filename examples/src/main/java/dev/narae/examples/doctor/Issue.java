package dev.narae.examples.doctor;

import dev.narae.spi.Diagnosis;

/**
 * Something to be put right.
 *
 * @param subject what it concerns: {@code java}, a backend or a device
 * @param text one sentence that says what is wrong
 * @param remedy the line to add or the package to install
 * @param serious whether what it concerns does not work, or is many times slower
 */
public record Issue(String subject, String text, String remedy, boolean serious) {
  static Issue of(String backend, Diagnosis.Problem problem) {
    return new Issue(backend, problem.text(), problem.remedy(), problem.serious());
  }
}
