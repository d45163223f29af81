package dev.narae.examples.shell;

import dev.narae.Device;
import dev.narae.examples.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import jdk.jshell.tool.JavaShellToolBuilder;

/** One run of jshell, which computes in a JVM of its own with the flags that Narae needs. */
public final class Shell {
  private final Device device;
  private final JshellArguments arguments;

  /**
   * A shell that is not started.
   *
   * @param device where tensors are made unless a line says otherwise
   * @param arguments for jshell
   */
  public Shell(Device device, List<String> arguments) {
    this.device = device;
    this.arguments = JshellArguments.parse(arguments);
  }

  /**
   * Runs to its end.
   *
   * @param out gets what is printed
   * @return the exit code, which the lines may choose
   * @throws IOException if the imports cannot be written into a temporary file
   */
  public int run(PrintStream out) throws IOException {
    Path startup = Files.createTempFile("narae-shell", ".jsh");
    try {
      Files.writeString(startup, text("imports.jsh"));
      if (arguments.interactive()) {
        out.println(text("greeting.txt").replace("{{device}}", device.toString()));
      }
      String[] all = arguments.complete(startup, device).toArray(String[]::new);
      JavaShellToolBuilder shell = JavaShellToolBuilder.builder().out(out);
      if (!arguments.interactive()) {
        // Else the JVM makes a folder for the user's preferences, and says so.
        shell.persistence(new HashMap<>());
      }
      return shell.start(all);
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new UserException("jshell could not be started: " + e.getMessage(), e);
    } finally {
      Files.deleteIfExists(startup);
    }
  }

  private static String text(String name) throws IOException {
    try (InputStream in = Shell.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("the part " + name + " of the shell is missing in this build");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
