package dev.narae.examples.doctor;

import dev.narae.spi.BackendProvider;
import dev.narae.spi.Diagnosis;
import dev.narae.spi.Probe;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A backend and its devices.
 *
 * @param name such as {@code cpu}
 * @param available whether it can run here
 * @param state the processor or GPUs, or the reason why it cannot run
 * @param facts what else it tells, in order
 * @param selfTests one for each of its devices
 */
public record BackendReport(
    String name,
    boolean available,
    String state,
    Map<String, String> facts,
    List<SelfTest> selfTests) {

  /** Copies the collections, so that the record cannot change. */
  public BackendReport {
    facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    selfTests = List.copyOf(selfTests);
  }

  static BackendReport of(BackendProvider provider, Diagnosis diagnosis, List<SelfTest> tests) {
    Map<String, String> facts = new LinkedHashMap<>();
    diagnosis.facts().forEach(fact -> facts.put(fact.name(), fact.value()));
    return switch (provider.probe()) {
      case Probe.Available(int _, String description) ->
          new BackendReport(provider.name(), true, description, facts, tests);
      case Probe.Unavailable(String reason) ->
          new BackendReport(provider.name(), false, reason, facts, tests);
    };
  }
}
