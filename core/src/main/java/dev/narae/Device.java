package dev.narae;

import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place that stores and computes tensors, such as {@code cpu} or {@code cuda:1}.
 *
 * @param type the name of the backend that drives it
 * @param ordinal which of its devices, from 0
 */
public record Device(String type, int ordinal) {
  private static final Pattern FORM = Pattern.compile("([a-z][a-z0-9_-]*)(?::([0-9]{1,4}))?");

  /**
   * A device by its written form.
   *
   * @throws DeviceException if {@code name} is not of the form {@code type} or {@code type:ordinal}
   */
  public static Device of(String name) {
    Matcher matcher = FORM.matcher(name);
    if (!matcher.matches()) {
      throw new DeviceException(
          "device '%s' is not a device name; write a type and perhaps a number, as in cpu or cuda:1"
              .formatted(name));
    }
    String ordinal = matcher.group(2);
    return new Device(matcher.group(1), ordinal == null ? 0 : Integer.parseInt(ordinal));
  }

  /** The processor. */
  public static Device cpu() {
    return new Device("cpu", 0);
  }

  /** Runs {@code body} with this device as the default of the current thread. */
  public static void with(Device device, Runnable body) {
    with(
        device,
        () -> {
          body.run();
          return device;
        });
  }

  /** Runs {@code body} with this device as the default of the current thread. */
  public static <T> T with(Device device, Supplier<T> body) {
    Context context = Context.current();
    Device before = context.device;
    context.device = device;
    try {
      return body.get();
    } finally {
      context.device = before;
    }
  }

  @Override
  public String toString() {
    return ordinal == 0 ? type : type + ":" + ordinal;
  }
}
