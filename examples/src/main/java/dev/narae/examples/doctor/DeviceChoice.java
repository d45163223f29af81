package dev.narae.examples.doctor;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which device is the default, by the order of precedence of {@link dev.narae.Backends}, and who
 * says so.
 *
 * @param name as it was written; null if none was named, so that the priorities of backends decide
 * @param why who decided, and which other names are not heeded
 */
record DeviceChoice(@Nullable String name, String why) {
  private static final String OPTION = "the option --device";
  private static final String PROPERTY = "the system property narae.device";
  private static final String VARIABLE = "the environment variable NARAE_DEVICE";

  /** The choice of this process. */
  static DeviceChoice here(@Nullable String option) {
    return of(option, System.getProperty("narae.device"), System.getenv("NARAE_DEVICE"));
  }

  /** The choice among an option, a system property and an environment variable. */
  static DeviceChoice of(
      @Nullable String option, @Nullable String property, @Nullable String environment) {
    if (option != null) {
      List<String> others = new ArrayList<>();
      addOther(others, option, PROPERTY, property);
      addOther(others, option, VARIABLE, environment);
      return named(option, OPTION, others);
    }
    if (property != null) {
      // A blank property means that none is named, whatever the environment says.
      List<String> others = new ArrayList<>();
      addOther(others, property, VARIABLE, environment);
      return property.isBlank() ? none(others) : named(property, PROPERTY, others);
    }
    return environment == null || environment.isBlank()
        ? none(List.of())
        : named(environment, VARIABLE, List.of());
  }

  private static void addOther(
      List<String> others, String chosen, String source, @Nullable String name) {
    if (name != null && !name.isBlank() && !name.strip().equals(chosen.strip())) {
      others.add("; '%s' in %s comes after it".formatted(name.strip(), source));
    }
  }

  private static DeviceChoice named(String name, String source, List<String> others) {
    return new DeviceChoice(name.strip(), "named by " + source + String.join("", others));
  }

  private static DeviceChoice none(List<String> others) {
    return new DeviceChoice(
        null, "the available backend of the highest priority" + String.join("", others));
  }
}
