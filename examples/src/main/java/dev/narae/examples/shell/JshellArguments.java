package dev.narae.examples.shell;

import dev.narae.Device;
import dev.narae.examples.UserException;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The user's arguments for jshell, to be joined with those that Narae needs.
 *
 * @param classPath what the user adds to the class path, which jshell takes once only
 * @param others all others in their order
 * @param interactive whether nothing is named that is to be run
 */
record JshellArguments(List<String> classPath, List<String> others, boolean interactive) {
  private static final Set<String> CLASS_PATH = Set.of("--class-path", "-classpath", "-class-path");

  /** Options whose value is an argument of its own, and no file to run. */
  private static final Set<String> WITH_VALUE =
      Set.of(
          "--startup",
          "--feedback",
          "--module-path",
          "-p",
          "--add-modules",
          "--add-exports",
          "--execution",
          "-R",
          "-C",
          "-J");

  /** Names that jshell takes instead of a file. */
  private static final Set<String> PREDEFINED = Set.of("DEFAULT", "JAVASE", "PRINTING", "TOOLING");

  /**
   * Sorts the arguments.
   *
   * @throws UserException if a file that is to be run is not there
   */
  static JshellArguments parse(List<String> arguments) {
    List<String> classPath = new ArrayList<>();
    List<String> others = new ArrayList<>();
    boolean interactive = true;
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      boolean followed = i + 1 < arguments.size();
      if (CLASS_PATH.contains(argument) && followed) {
        classPath.add(arguments.get(++i));
      } else if (argument.startsWith("--class-path=")) {
        classPath.add(argument.substring("--class-path=".length()));
      } else if (WITH_VALUE.contains(argument) && followed) {
        others.add(argument);
        others.add(arguments.get(++i));
      } else {
        boolean option = argument.startsWith("-") && !argument.equals("-");
        if (!option) {
          requireThere(argument);
        }
        others.add(argument);
        interactive &= option;
      }
    }
    return new JshellArguments(List.copyOf(classPath), List.copyOf(others), interactive);
  }

  /** The tool itself would say so late, and end with the exit code of a fault. */
  private static void requireThere(String file) {
    if (!file.equals("-") && !PREDEFINED.contains(file) && !Files.isReadable(Path.of(file))) {
      throw new UserException(
          file + ": there is no such file to run; name one, or - for standard input");
    }
  }

  /** All arguments of jshell. The other JVM gets this one's class path and properties of Narae. */
  List<String> complete(Path startup, Device device) {
    List<String> all = new ArrayList<>();
    all.add("--class-path");
    all.add(
        Stream.concat(own(), classPath.stream()).collect(Collectors.joining(File.pathSeparator)));
    all.add("--startup");
    all.add(startup.toString());
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()) {
      all.add("--add-modules");
      all.add("jdk.incubator.vector");
      all.add("-R--add-modules=jdk.incubator.vector");
    }
    all.add("-R--enable-native-access=ALL-UNNAMED");
    all.add("-R-XX:MaxDirectMemorySize=1t");
    all.add("-R-XX:+UseSerialGC");
    System.getProperties().stringPropertyNames().stream()
        .filter(name -> name.startsWith("narae.") && !name.equals("narae.device"))
        .sorted()
        .forEach(name -> all.add("-R-D" + name + "=" + System.getProperty(name)));
    all.add("-R-Dnarae.device=" + device);
    all.addAll(others);
    return all;
  }

  /** This JVM's class path; jshell refuses entries that do not exist, which Java does not mind. */
  private static Stream<String> own() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !entry.isEmpty() && Files.exists(Path.of(entry)));
  }
}
