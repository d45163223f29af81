package dev.narae.examples;

import dev.narae.examples.recipes.CifarCommand;
import dev.narae.examples.recipes.FashionCommand;
import dev.narae.examples.recipes.ImagesCommand;
import dev.narae.examples.recipes.TableCommand;
import java.io.PrintStream;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The {@code narae} command: hands each subcommand its streams and turns failures into text. */
@Command(
    name = "narae",
    description = "Tensors, automatic gradients and neural networks on the JVM.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    footer = {"", "See 'narae COMMAND --help' for the options of a command."})
public final class Main implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show the Java stack trace of an error.")
  private boolean debug;

  private Main() {}

  /** Runs one command and leaves the process with its exit code: 0, 2 for a user's error, or 1. */
  public static void main(String[] args) {
    int code = run(args, System.out, System.err);
    System.exit(code == 0 ? StandardOutput.exitCode(System.out, System.err) : code);
  }

  /** Runs one command without leaving the process. */
  static int run(String[] args, PrintStream out, PrintStream err) {
    Main main = new Main();
    CommandLine narae =
        new CommandLine(main)
            .addSubcommand(new TrainCommand(out))
            .addSubcommand(new DigitsCommand(out))
            .addSubcommand(new TextCommand(out))
            .addSubcommand(new VaeCommand(out))
            .addSubcommand(new LabCommand(out))
            .addSubcommand(new GraphCommand(out))
            .addSubcommand(new FashionCommand(out))
            .addSubcommand(new CifarCommand(out))
            .addSubcommand(new ImagesCommand(out))
            .addSubcommand(new TableCommand(out))
            .addSubcommand(new ProfileCommand(out))
            .addSubcommand(new DevicesCommand(out))
            .addSubcommand(new DoctorCommand(out))
            .addSubcommand(shell(out))
            .addSubcommand(new BenchCommand());
    narae.setOut(writer(out)).setErr(writer(err));
    narae.setCaseInsensitiveEnumValuesAllowed(true);
    narae.setParameterExceptionHandler(Failures::usage);
    narae.setExecutionExceptionHandler(
        (failure, command, parsed) -> Failures.execution(failure, command, main.debug));
    return narae.execute(args);
  }

  /** Options that only jshell knows are handed on to it. */
  private static CommandLine shell(PrintStream out) {
    return new CommandLine(new ShellCommand(out)).setUnmatchedOptionsArePositionalParams(true);
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, stream.charset());
  }

  /** Without a command there is nothing to do but to show what there is. */
  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(),
        "no command given; use "
            + String.join(", ", spec.subcommands().keySet()).replaceFirst(", (\\w+)$", " or $1"));
  }

  /** The version of the jar this runs from. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"narae " + (version == null ? "(built from source)" : version)};
    }
  }
}
