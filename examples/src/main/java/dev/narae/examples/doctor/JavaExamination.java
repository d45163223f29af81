package dev.narae.examples.doctor;

import dev.narae.examples.report.Fonts;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;

/** Looks at the JDK, its flags and the machine's memory. */
final class JavaExamination {
  private final Map<String, String> facts = new LinkedHashMap<>();
  private final List<Issue> problems = new ArrayList<>();

  JavaExamination() {
    java();
    memory();
    plots();
  }

  Map<String, String> facts() {
    return facts;
  }

  List<Issue> problems() {
    return problems;
  }

  private void java() {
    facts.put("JDK", Runtime.version() + " by " + System.getProperty("java.vendor"));
    facts.put("VM", System.getProperty("java.vm.name"));
    facts.put("home", System.getProperty("java.home"));
    List<String> flags = ManagementFactory.getRuntimeMXBean().getInputArguments();
    facts.put("flags", flags.isEmpty() ? "none" : String.join(" ", flags));
    facts.put(
        "machine",
        "%s %s, %d processors%s"
            .formatted(
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors(),
                processor()));
    boolean granted = JavaExamination.class.getModule().isNativeAccessEnabled();
    facts.put("native access", granted ? "granted" : "not granted; only cuda needs it");
  }

  /** The processor's name, where Linux tells it. */
  private static String processor() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"), StandardCharsets.UTF_8)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> ", " + line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("");
    } catch (IOException _) {
      return "";
    }
  }

  private void memory() {
    long heap = Runtime.getRuntime().maxMemory();
    OptionalLong machine = physicalMemory();
    // 0 stands for the size of the heap.
    long direct = directMemory().orElse(0);
    long tensors = direct == 0 ? heap : direct;
    facts.put(
        "memory",
        "%s, heap at most %s, tensors outside it at most %s"
            .formatted(
                machine.isPresent() ? Bytes.format(machine.getAsLong()) : "unknown",
                Bytes.format(heap),
                Bytes.format(tensors)));
    if (machine.isPresent() && tensors < machine.getAsLong() / 8) {
      problems.add(
          new Issue(
              "java",
              "tensors may take only %s of this machine's %s"
                  .formatted(Bytes.format(tensors), Bytes.format(machine.getAsLong())),
              "start java with -XX:MaxDirectMemorySize=1t, or any other limit",
              false));
    }
  }

  /** By name, for a runtime image may lack the module of these beans. */
  private static OptionalLong physicalMemory() {
    try {
      Object size =
          ManagementFactory.getPlatformMBeanServer()
              .getAttribute(new ObjectName("java.lang:type=OperatingSystem"), "TotalMemorySize");
      return OptionalLong.of((Long) size);
    } catch (JMException _) {
      return OptionalLong.empty();
    }
  }

  private static OptionalLong directMemory() {
    try {
      CompositeData option =
          (CompositeData)
              ManagementFactory.getPlatformMBeanServer()
                  .invoke(
                      new ObjectName("com.sun.management:type=HotSpotDiagnostic"),
                      "getVMOption",
                      new Object[] {"MaxDirectMemorySize"},
                      new String[] {String.class.getName()});
      return OptionalLong.of(Long.parseLong(String.valueOf(option.get("value"))));
    } catch (JMException | NumberFormatException _) {
      return OptionalLong.empty();
    }
  }

  private void plots() {
    boolean usable = Fonts.usable();
    facts.put("plots", usable ? "can be drawn" : "cannot be drawn, for want of a font");
    if (!usable) {
      problems.add(
          new Issue(
              "java",
              "plots need a font and this machine has none",
              "apt-get install fontconfig fonts-dejavu-core",
              false));
    }
  }
}
