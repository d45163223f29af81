package dev.narae.cuda;

import dev.narae.DeviceException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import jcuda.nvrtc.JNvrtc;
import jcuda.nvrtc.nvrtcProgram;
import jcuda.nvrtc.nvrtcResult;

/**
 * NVRTC: compiles CUDA C to machine code of one GPU. Its other output, PTX, would be newer than
 * many drivers understand; it is used only for a GPU that is newer than this NVRTC.
 */
final class Compiler {
  private final String architecture;
  private final String version;
  private final boolean machineCode;

  /** A compiler for GPUs of a compute capability such as 90. */
  Compiler(int sm) {
    int[] major = new int[1];
    int[] minor = new int[1];
    check(JNvrtc.nvrtcVersion(major, minor), "nvrtcVersion");
    version = "%d.%d".formatted(major[0], minor[0]);
    int[] count = new int[1];
    check(JNvrtc.nvrtcGetNumSupportedArchs(count), "nvrtcGetNumSupportedArchs");
    int[] known = new int[count[0]];
    check(JNvrtc.nvrtcGetSupportedArchs(known), "nvrtcGetSupportedArchs");
    int best = Arrays.stream(known).filter(arch -> arch <= sm).max().orElse(0);
    if (best == 0) {
      throw new DeviceException(
          "cuda: NVRTC %s compiles for compute capability %s and newer, but this GPU has %s; use an older CUDA"
              .formatted(version, dotted(Arrays.stream(known).min().orElse(0)), dotted(sm)));
    }
    // Machine code runs on GPUs of the same major number that are not older.
    machineCode = best / 10 == sm / 10;
    architecture = "%s_%d".formatted(machineCode ? "sm" : "compute", best);
  }

  private static String dotted(int sm) {
    return "%d.%d".formatted(sm / 10, sm % 10);
  }

  /** What is compiled for and by what: another target needs other machine code. */
  String target() {
    return "%s, NVRTC %s, %s".formatted(architecture, version, String.join(" ", options()));
  }

  /** Sums and products are rounded one by one, as on the processor. */
  private String[] options() {
    return new String[] {"--gpu-architecture=" + architecture, "--std=c++17", "--fmad=false"};
  }

  /**
   * Compiles a source.
   *
   * @throws DeviceException if it has an error; source and log are kept in files that it names
   */
  byte[] compile(String name, String text) {
    nvrtcProgram program = new nvrtcProgram();
    check(
        JNvrtc.nvrtcCreateProgram(program, text, name + ".cu", 0, null, null),
        "nvrtcCreateProgram");
    try {
      String[] options = options();
      int result = JNvrtc.nvrtcCompileProgram(program, options.length, options);
      if (result != nvrtcResult.NVRTC_SUCCESS) {
        throw failure(name, text, nvrtcResult.stringFor(result), log(program));
      }
      return code(program);
    } finally {
      int _ = JNvrtc.nvrtcDestroyProgram(program);
    }
  }

  private byte[] code(nvrtcProgram program) {
    long[] size = new long[1];
    if (machineCode) {
      check(JNvrtc.nvrtcGetCUBINSize(program, size), "nvrtcGetCUBINSize");
      byte[] code = new byte[Math.toIntExact(size[0])];
      check(JNvrtc.nvrtcGetCUBIN(program, code), "nvrtcGetCUBIN");
      return code;
    }
    String[] ptx = new String[1];
    check(JNvrtc.nvrtcGetPTX(program, ptx), "nvrtcGetPTX");
    return (ptx[0] + "\0").getBytes(StandardCharsets.US_ASCII);
  }

  private static String log(nvrtcProgram program) {
    String[] log = new String[1];
    int result = JNvrtc.nvrtcGetProgramLog(program, log);
    return result == nvrtcResult.NVRTC_SUCCESS ? String.valueOf(log[0]) : "no log";
  }

  private static DeviceException failure(String name, String text, String result, String log) {
    String kept;
    try {
      Path folder = Files.createTempDirectory("narae-kernel-");
      Files.writeString(folder.resolve(name + ".cu"), text);
      Files.writeString(folder.resolve(name + ".log"), log);
      kept = "source and log are in " + folder;
    } catch (IOException e) {
      kept = "source and log could not be kept: " + e.getMessage();
    }
    String first = log.lines().filter(line -> line.contains("error")).findFirst().orElse(result);
    return new DeviceException(
        "cuda: the kernel '%s' does not compile: %s; %s; please report it with both"
            .formatted(name, first.strip(), kept));
  }

  private static void check(int result, String what) {
    if (result != nvrtcResult.NVRTC_SUCCESS) {
      throw new DeviceException("cuda: %s gave %s".formatted(what, nvrtcResult.stringFor(result)));
    }
  }
}
