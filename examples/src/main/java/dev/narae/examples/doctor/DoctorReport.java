package dev.narae.examples.doctor;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All that was found.
 *
 * @param healthy whether the default device works and nothing makes it many times slower
 * @param java facts about the JDK and the machine, in order
 * @param backends of the highest priority first
 * @param defaultDevice where programs compute
 * @param problems the serious ones first
 */
public record DoctorReport(
    boolean healthy,
    Map<String, String> java,
    List<BackendReport> backends,
    DefaultDevice defaultDevice,
    List<Issue> problems) {

  /** Copies the collections, so that the record cannot change. */
  public DoctorReport {
    java = Collections.unmodifiableMap(new LinkedHashMap<>(java));
    backends = List.copyOf(backends);
    problems = List.copyOf(problems);
  }
}
