package dev.narae.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What users of the command line see: help, and one line and exit code 2 for every mistake. */
class MainTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                    | narae: no command given; use train, digits, text, vae, lab, graph, fashion, cifar10, images, table, profile, devices, doctor, shell or bench
          trian                 | narae: unexpected argument 'trian'; did you mean 'train'?
          train --epoch 3       | narae train: unknown option '--epoch'; did you mean '--epochs'?
          train extra           | narae train: unexpected argument 'extra'
          train --epochs        | narae train: Missing required parameter for option '--epochs' (N)
          train --epochs two    | narae train: Invalid value for option '--epochs': 'two' is not an int
          train --epochs 0      | narae train: --epochs must be a positive whole number, but is 0
          train --batch -4      | narae train: --batch must be a positive whole number, but is -4
          train --threads 0     | narae train: --threads must be a positive whole number, but is 0
          train --lr NaN        | narae train: --lr must be a positive finite number, but is NaN
          train --lr 0          | narae train: --lr must be a positive finite number, but is 0.0
          train --lr Infinity   | narae train: --lr must be a positive finite number, but is Infinity
          train --data nowhere  | narae train: --data nowhere is not a folder
          train --resume no.st  | narae train: --resume no.st: no such file; give the
          train --device abacus | narae train: device abacus: there is no backend named 'abacus'
          train --device CPU    | narae train: device 'CPU' is not a device name
          bench                 | narae bench: benchmarks run only through the launcher
          """)
  void answersMistakesWithOneLine(String line, String message) {
    CommandRun run = CommandRun.of(line.isEmpty() ? new String[0] : line.split(" +", -1));
    assertEquals(2, run.exitCode());
    assertTrue(run.err().startsWith(message), run.err());
    assertTrue(run.err().stripTrailing().endsWith("--help)"), "no hint: " + run.err());
    assertFalse(run.err().contains("\tat "), "stack trace: " + run.err());
    assertEquals("", run.out());
  }

  /** Whoever redirects an answer must learn that it is not there. */
  @ParameterizedTest
  @ValueSource(strings = {"devices", "--help"})
  @EnabledIf("hasFullDevice")
  void anAnswerThatIsLostIsAFailure(String line) throws Exception {
    CommandRun run = ChildJvm.shell(line + " > /dev/full");
    assertEquals(1, run.exitCode());
    assertEquals(
        "narae: standard output could not be written completely; make room where it goes",
        run.err().lines().reduce("", (_, last) -> last));
  }

  /** As with other programs, whose reader has seen enough. */
  @ParameterizedTest
  @ValueSource(strings = {" | true; exit ${PIPESTATUS[0]}", " > /dev/null"})
  @EnabledIf("hasFullDevice")
  void aReaderMayLeave(String rest) throws Exception {
    CommandRun run = ChildJvm.shell("devices" + rest);
    assertEquals(0, run.exitCode());
    assertFalse(run.err().contains("standard output"), run.err());
  }

  static boolean hasFullDevice() {
    return Files.isWritable(Path.of("/dev/full")) && Files.isExecutable(Path.of("/bin/bash"));
  }

  @Test
  void showsStackTracesOnlyToDebug(@TempDir Path dir) {
    String data = dir.toString();
    for (String[] arguments :
        List.of(
            new String[] {"train", "--data", data, "--debug"},
            new String[] {"--debug", "train", "--data", data})) {
      CommandRun run = CommandRun.of(arguments);
      assertEquals(2, run.exitCode());
      assertTrue(run.err().contains("\tat dev.narae.examples"), run.err());
    }
  }

  @Test
  void refusesAnUnwritableFolderBeforeTraining(@TempDir Path dir) throws Exception {
    Path file = Files.writeString(dir.resolve("taken"), "");
    for (Path out : List.of(file, file.resolve("below"))) {
      CommandRun run = CommandRun.of("train", "--out", out.toString());
      assertEquals(2, run.exitCode());
      assertTrue(
          run.err().startsWith("narae train: cannot write into the folder " + out), run.err());
      assertTrue(run.err().contains("choose another with --out"), run.err());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "train --help", "devices --help", "bench --help", "--version"})
  void helps(String line) {
    CommandRun run = CommandRun.of(line.split(" +", -1));
    assertEquals(0, run.exitCode());
    assertTrue(run.out().contains("narae"), run.out());
    assertEquals("", run.err());
  }

  @Test
  void helpOfTrainListsItsOptions() {
    String help = CommandRun.of("train", "--help").out();
    for (String option :
        List.of(
            "epochs", "batch", "lr", "device", "seed", "threads", "data", "out", "resume", "json",
            "debug")) {
      assertTrue(help.contains("--" + option), "--" + option + " is not in:\n" + help);
    }
  }
}
