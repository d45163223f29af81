package dev.narae;

import dev.narae.spi.Backend;
import dev.narae.spi.BackendProvider;
import dev.narae.spi.Probe;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The backends that this program can see, and the choice among them.
 *
 * <p>The default device is, in this order: that of the enclosing {@link Device#with}, the system
 * property {@code narae.device}, the environment variable {@code NARAE_DEVICE}, the available
 * provider of the highest priority. A device that was named never falls back to another.
 */
public final class Backends {
  private static final ConcurrentHashMap<Device, Backend> OPEN = new ConcurrentHashMap<>();

  /** Chosen on first use; a failed choice is made again. */
  private static final AtomicReference<@Nullable Device> DEFAULT = new AtomicReference<>();

  private Backends() {}

  private static final class Providers {
    static final List<BackendProvider> ALL = load();

    private static List<BackendProvider> load() {
      ClassLoader own = Backends.class.getClassLoader();
      return ServiceLoader.load(BackendProvider.class, own).stream()
          .map(ServiceLoader.Provider::get)
          .sorted(Comparator.comparingInt(BackendProvider::priority).reversed())
          .toList();
    }
  }

  private static Device chooseDefault() {
    String named = System.getProperty("narae.device");
    if (named == null) {
      named = System.getenv("NARAE_DEVICE");
    }
    if (named != null && !named.isBlank()) {
      return Device.of(named.strip());
    }
    return Providers.ALL.stream()
        .filter(provider -> provider.probe() instanceof Probe.Available)
        .findFirst()
        .map(provider -> new Device(provider.name(), 0))
        .orElseThrow(() -> new DeviceException("no usable backend.\n" + listing()));
  }

  /** All providers on the class path or module path, highest priority first. */
  public static List<BackendProvider> providers() {
    return Providers.ALL;
  }

  /**
   * The device that tensors are created on when none is named.
   *
   * @throws DeviceException if no backend can run here
   */
  public static Device defaultDevice() {
    @Nullable Device scoped = Context.current().device;
    if (scoped != null) {
      return scoped;
    }
    Device chosen = DEFAULT.get();
    if (chosen == null) {
      chosen = chooseDefault();
      DEFAULT.set(chosen);
    }
    return chosen;
  }

  /**
   * The backend of a device, opened on first use.
   *
   * @throws DeviceException if there is no such backend or it cannot run here
   */
  public static Backend open(Device device) {
    Backend backend = OPEN.get(device);
    Backend open = backend != null ? backend : OPEN.computeIfAbsent(device, Backends::start);
    Recorder recorder = Context.current().recorder;
    return recorder == null ? open : recorder.over(open);
  }

  /**
   * Returns the memory of all unreachable tensors to their backends now, which takes a garbage
   * collection. It happens by itself where memory runs out.
   */
  public static void reclaim() {
    Reclaimer.collectUnreachable();
  }

  private static Backend start(Device device) {
    BackendProvider provider =
        find(device.type())
            .orElseThrow(
                () ->
                    new DeviceException(
                        "device %s: there is no backend named '%s'.\n%s"
                            .formatted(device, device.type(), listing())));
    return switch (provider.probe()) {
      case Probe.Unavailable(String reason) ->
          throw new DeviceException("device %s is not available: %s".formatted(device, reason));
      case Probe.Available(int devices, String _) -> {
        if (device.ordinal() >= devices) {
          throw new DeviceException(
              "device %s does not exist: there are %d %s devices, numbered from 0"
                  .formatted(device, devices, device.type()));
        }
        Backend opened = provider.open(device.ordinal());
        yield Events.ON ? new WatchedBackend(opened) : opened;
      }
    };
  }

  private static Optional<BackendProvider> find(String type) {
    return only(type, Providers.ALL);
  }

  /** The provider of that name; two of them contradict each other. */
  static Optional<BackendProvider> only(String type, List<BackendProvider> providers) {
    List<BackendProvider> named =
        providers.stream().filter(provider -> provider.name().equals(type)).toList();
    if (named.size() > 1) {
      throw new DeviceException(
          "device %s: there are %d backends of that name, %s; leave one of them on the class path"
              .formatted(
                  type,
                  named.size(),
                  named.stream()
                      .map(provider -> provider.getClass().getName())
                      .collect(Collectors.joining(" and "))));
    }
    return named.stream().findFirst();
  }

  private static String listing() {
    if (Providers.ALL.isEmpty()) {
      return "No backend was found: add the artifact dev.narae:narae-cpu-backend (or"
          + " narae-cuda-backend) to the class path or module path.";
    }
    return Providers.ALL.stream()
        .map(Backends::describe)
        .collect(Collectors.joining("\n", "Backends found:\n", ""));
  }

  private static String describe(BackendProvider provider) {
    return switch (provider.probe()) {
      case Probe.Available(int _, String description) ->
          "  %s: %s".formatted(provider.name(), description);
      case Probe.Unavailable(String reason) ->
          "  %s: not available: %s".formatted(provider.name(), reason);
    };
  }
}
