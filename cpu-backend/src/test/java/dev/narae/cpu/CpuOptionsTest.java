package dev.narae.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.DeviceException;
import dev.narae.spi.Backend;
import dev.narae.spi.BackendProvider;
import dev.narae.spi.Probe;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** System properties and the provider. */
class CpuOptionsTest {

  private static CpuOptions parse(Map<String, String> properties) {
    return CpuOptions.parse(properties::get, 256);
  }

  @Test
  void defaults() {
    assertEquals(
        new CpuOptions(Runtime.getRuntime().availableProcessors(), 256, Long.MAX_VALUE),
        parse(Map.of()));
  }

  @Test
  void allSet() {
    assertEquals(
        new CpuOptions(3, 128, 5L << 30),
        parse(
            Map.of("narae.threads", "3", "narae.vector.bits", "128", "narae.memory.limit", "5g")));
    assertEquals(1000, parse(Map.of("narae.memory.limit", "1000")).memoryLimit());
    assertEquals(0, parse(Map.of("narae.vector.bits", "0")).vectorBits());
    assertFalse(parse(Map.of("narae.conv.winograd", "false")).winograd());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "narae.threads|0|a number of threads from 1 to 1024",
        "narae.threads|two|a number of threads from 1 to 1024",
        "narae.vector.bits|100|512, 256 or 128, or 0 for scalar loops",
        "narae.vector.bits|512|at most 256, all that is available here",
        "narae.memory.limit|much|a number of bytes, or one with k, m, g or t, as in 4g",
        "narae.conv.winograd|no|true or false"
      })
  void badValues(String property, String value, String wanted) {
    DeviceException e = assertThrows(DeviceException.class, () -> parse(Map.of(property, value)));
    assertEquals(
        "cpu: system property %s is '%s'; give %s".formatted(property, value, wanted),
        e.getMessage());
  }

  @Test
  void theProviderIsFoundAndOpens() {
    BackendProvider provider =
        ServiceLoader.load(BackendProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(found -> found.name().equals("cpu"))
            .findAny()
            .orElseThrow();
    assertEquals(0, provider.priority());
    Probe.Available probe = assertInstanceOf(Probe.Available.class, provider.probe());
    assertEquals(1, probe.devices());
    assertTrue(
        probe.description().matches("\\d+ threads?, (\\d+-bit vectors \\(.+\\)|scalar loops)"),
        probe.description());
    try (Backend backend = provider.open(0)) {
      assertEquals("cpu", backend.device().toString());
    }
    DeviceException e = assertThrows(DeviceException.class, () -> provider.open(1));
    assertEquals("cpu:1: there is one cpu device; use cpu or cpu:0", e.getMessage());
  }
}
