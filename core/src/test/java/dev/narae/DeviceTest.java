package dev.narae;

import static dev.narae.Refusals.refusal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.spi.Backend;
import dev.narae.spi.BackendProvider;
import dev.narae.spi.Probe;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of devices, and the choice among them. */
final class DeviceTest {

  @ParameterizedTest
  @CsvSource({"cpu, cpu, 0", "cuda:1, cuda, 1", "cuda:0, cuda, 0", "my-npu_2:15, my-npu_2, 15"})
  void namesAreATypeAndPerhapsANumber(String name, String type, int ordinal) {
    assertEquals(new Device(type, ordinal), Device.of(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "CPU", "cuda:", "cuda:-1", "cuda:99999", "cuda 1", ":1", "cuda:1:2"})
  void otherNamesAreRefused(String name) {
    String error = refusal(DeviceException.class, () -> Device.of(name));
    assertTrue(error.contains("'" + name + "' is not a device name"), error);
  }

  @Test
  void theFirstDeviceIsWrittenWithoutItsNumber() {
    assertEquals("cpu", Device.cpu().toString());
    assertEquals("cuda:1", Device.of("cuda:1").toString());
  }

  private record Provider(String name) implements BackendProvider {
    @Override
    public int priority() {
      return 0;
    }

    @Override
    public Probe probe() {
      return new Probe.Unavailable("a test");
    }

    @Override
    public Backend open(int ordinal) {
      throw new AssertionError("not to be opened");
    }
  }

  @Test
  void twoBackendsOfOneNameContradictEachOther() {
    BackendProvider npu = new Provider("npu");
    assertEquals(Optional.of(npu), Backends.only("npu", List.of(new Provider("tpu"), npu)));
    assertEquals(
        "device npu: there are 2 backends of that name, dev.narae.DeviceTest$Provider and"
            + " dev.narae.DeviceTest$Provider; leave one of them on the class path",
        refusal(DeviceException.class, () -> Backends.only("npu", List.of(npu, npu))));
  }

  @Test
  void anUnknownDeviceListsWhatThereIs() {
    String error =
        refusal(
            DeviceException.class, () -> Tensor.zeros(Shape.of(1), DType.F32, Device.of("npu")));
    assertTrue(error.startsWith("device npu: there is no backend named 'npu'."), error);
    assertTrue(error.contains("reference: naive loops"), error);
  }

  @Test
  void aDeviceNumberThatDoesNotExistIsRefused() {
    String error = refusal(DeviceException.class, () -> Backends.open(Device.of("reference:3")));
    assertTrue(error.contains("reference:3 does not exist"), error);
  }

  @Test
  void theDefaultCanBeSetForAStretchOfAProgram() {
    Device before = Backends.defaultDevice();
    Device other = Device.of("other");
    Device.with(
        other,
        () -> {
          assertEquals(other, Backends.defaultDevice());
          Device.with(before, () -> assertEquals(before, Backends.defaultDevice()));
          assertEquals(other, Backends.defaultDevice());
        });
    assertThrows(
        IllegalStateException.class,
        () ->
            Device.with(
                other,
                () -> {
                  throw new IllegalStateException("inside");
                }));
    assertEquals(before, Backends.defaultDevice());
  }

  @Test
  void tensorsAreMadeOnTheDefaultDevice() {
    assertEquals(Backends.defaultDevice(), Tensor.zeros(1).device());
    assertEquals(Device.of("reference"), Backends.defaultDevice());
  }
}
