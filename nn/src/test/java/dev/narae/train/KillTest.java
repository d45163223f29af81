package dev.narae.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.Backends;
import dev.narae.io.SafeTensors;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run that is killed again and again while it saves ends with the bytes of one that was left
 * alone. {@code -Dnarae.kills=200} kills so many times.
 */
class KillTest {
  private static final int KILLS = Integer.getInteger("narae.kills", 4);

  private final Random random = new Random(KILLS);
  private int whileWriting;

  @Test
  @Timeout(3600)
  void killedAtAnyMomentItGoesOnBitForBit(@TempDir Path parent) throws Exception {
    Path folder = parent.resolve("killed");
    Set<String> found = new LinkedHashSet<>();
    long saved = 0;
    long lost = 0;
    int none = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      Process child = start(folder, Long.MAX_VALUE);
      awaitMoment(child, folder);
      child.destroyForcibly();
      assertTrue(child.waitFor() != 0, "the child ended by itself");
      long now = step(folder);
      assertTrue(now >= saved, "from step " + saved + " back to " + now);
      lost += now == saved ? 1 : 0;
      none += now == 0 ? 1 : 0;
      saved = now;
      if (now > 0) {
        found.add(now + " " + KilledRun.checksum(last(folder)));
      }
    }
    long end = saved + 3;
    assertEquals(0, start(folder, end).waitFor());
    Path alone = parent.resolve("alone");
    Path log = parent.resolve("log");
    assertEquals(0, start(alone, end, log.toString()).waitFor());
    Set<String> others = new LinkedHashSet<>(found);
    others.removeAll(Files.readAllLines(log));
    assertEquals(Set.of(), others, "checkpoints that a run left alone did not write");
    assertEquals(-1, Files.mismatch(last(alone), last(folder)), "the checkpoints differ");
    assertEquals(List.of(".lock", "best.safetensors", "last.safetensors"), names(folder));
    System.out.printf(
        "%d kills, %d of them while a file was being written: %d came before the first checkpoint,"
            + " %d left one behind that loads (%d different ones), %d of them no newer one than the"
            + " kill before; %d steps in all; every checkpoint is bit for bit one of a run that was"
            + " left alone%n",
        KILLS, whileWriting, none, KILLS - none, found.size(), lost - none, end);
  }

  /** As on a full disk: no file may grow beyond a megabyte, and a checkpoint has three. */
  @Test
  @Timeout(300)
  @EnabledOnOs(OS.LINUX)
  void aFullDiskLeavesTheCheckpointFromBefore(@TempDir Path parent) throws Exception {
    Path folder = parent.resolve("run");
    assertEquals(0, start(folder, 2).waitFor());
    byte[] before = Files.readAllBytes(last(folder));
    Path err = parent.resolve("err");
    List<String> limited =
        new ArrayList<>(List.of("bash", "-c", "ulimit -f 1000; exec \"$@\"", "-"));
    limited.addAll(command(folder, 5));
    Process child =
        new ProcessBuilder(limited)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(err.toFile())
            .start();
    assertEquals(1, child.waitFor());
    String text = Files.readString(err);
    assertTrue(text.contains("the checkpoint after step 3 could not be written"), text);
    assertTrue(text.contains("File too large"), text);
    assertArrayEquals(before, Files.readAllBytes(last(folder)));
    assertEquals(List.of(".lock", "last.safetensors"), names(folder));
    assertEquals(0, start(folder, 5).waitFor());
  }

  /**
   * Mostly: when the file being written has reached a random size. Else, any moment after a save.
   */
  private void awaitMoment(Process child, Path folder) throws IOException {
    int saves = 1 + random.nextInt(4);
    double share = random.nextInt(5) == 0 ? 2 : random.nextDouble();
    long whole = Files.exists(last(folder)) ? Files.size(last(folder)) : 3_300_000;
    long before = modified(folder);
    for (int seen = 0; child.isAlive(); Thread.onSpinWait()) {
      long now = modified(folder);
      if (now != before) {
        before = now;
        if (++seen > saves) {
          return;
        }
      }
      if (seen >= saves - 1 && share <= 1 && partSize(folder) >= Math.max(1, share * whole)) {
        whileWriting++;
        return;
      }
    }
  }

  private static long modified(Path folder) throws IOException {
    try {
      return Files.getLastModifiedTime(last(folder)).to(TimeUnit.NANOSECONDS);
    } catch (NoSuchFileException e) {
      return 0;
    }
  }

  private static long partSize(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    try (DirectoryStream<Path> parts = Files.newDirectoryStream(folder, ".last*.part")) {
      long size = 0;
      for (Path part : parts) {
        size = Math.max(size, fresh(part));
      }
      return size;
    }
  }

  /** A file that an earlier process left is older than the newest save. */
  private static long fresh(Path part) throws IOException {
    try {
      return Files.size(part);
    } catch (NoSuchFileException e) {
      return 0;
    }
  }

  private static long step(Path folder) throws IOException {
    if (!Files.exists(last(folder))) {
      return 0;
    }
    Checkpoint read = Checkpoint.read(last(folder));
    assertTrue(
        SafeTensors.read(last(folder), Backends.defaultDevice()).tensors().size() > 10,
        "tensors are missing");
    return (long) read.part("trainer").number("step");
  }

  private static Path last(Path folder) {
    return folder.resolve(Checkpoints.LAST);
  }

  private static List<String> names(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static Process start(Path folder, long steps, String... more) throws IOException {
    List<String> command = command(folder, steps);
    command.addAll(List.of(more));
    return new ProcessBuilder(command)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static List<String> command(Path folder, long steps) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-Dnarae.vector.bits=0",
            "--add-modules",
            "jdk.incubator.vector",
            "-cp",
            System.getProperty("java.class.path"),
            KilledRun.class.getName(),
            folder.toString(),
            Long.toString(steps)));
    return command;
  }
}
