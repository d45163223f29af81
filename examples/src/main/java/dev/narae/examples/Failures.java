package dev.narae.examples;

import dev.narae.DeviceException;
import dev.narae.OutOfDeviceMemoryException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns what went wrong into one line on standard error and an exit code. */
final class Failures {
  /** The user can put it right: options, files, devices, diverging training. */
  static final int USER = 2;

  /** Only the authors can put it right. */
  static final int INTERNAL = 1;

  private Failures() {}

  /** Arguments that cannot be understood. */
  static int usage(ParameterException failure, String[] arguments) {
    String message =
        failure instanceof UnmatchedArgumentException unmatched
            ? unmatched(unmatched)
            : failure.getMessage();
    print(failure.getCommandLine(), message, true);
    return USER;
  }

  private static String unmatched(UnmatchedArgumentException failure) {
    String kind = failure.isUnknownOption() ? "unknown option '" : "unexpected argument '";
    List<String> close = failure.getSuggestions();
    String hint = close.isEmpty() ? "" : "; did you mean '" + String.join("' or '", close) + "'?";
    return kind + failure.getUnmatched().getFirst() + "'" + hint;
  }

  /** A command that could not do its work. */
  static int execution(Exception failure, CommandLine command, boolean debug) {
    boolean user = isUsers(failure);
    String message =
        failure instanceof FileSystemException file ? message(file) : failure.getMessage();
    print(command, user && message != null ? message : failure.toString(), user);
    if (debug) {
      failure.printStackTrace(command.getErr());
    }
    return user ? USER : INTERNAL;
  }

  /** Java's own message of these is the name of the file, and no more. */
  private static @Nullable String message(FileSystemException failure) {
    if (failure.getReason() != null || failure.getFile() == null) {
      return failure.getMessage();
    }
    String what =
        switch (failure) {
          case AccessDeniedException _ -> "it may not be read or written by this user";
          case FileAlreadyExistsException _ -> "it is there already, and is not a folder";
          case NoSuchFileException _ -> "there is no such file or folder";
          case NotDirectoryException _ -> "it is not a folder";
          default -> "it cannot be read or written";
        };
    return failure.getFile() + ": " + what;
  }

  private static boolean isUsers(Exception failure) {
    return failure instanceof UserException
        || failure instanceof IOException
        || failure instanceof DeviceException
        || failure instanceof OutOfDeviceMemoryException;
  }

  private static void print(CommandLine command, @Nullable String message, boolean user) {
    String name = command.getCommandSpec().qualifiedName();
    String hint =
        user ? "see " + name + " --help" : "a fault of narae: repeat with --debug and report it";
    command.getErr().printf("%s: %s (%s)%n", name, message, hint);
  }
}
