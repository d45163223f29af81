package dev.narae.cuda;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/**
 * The driver's functions that every operation calls, bound directly: a launch costs some ten
 * nanoseconds so, and some hundred through JCuda. Handles and addresses are plain numbers.
 */
final class DriverCalls {
  private final MethodHandle launch;
  private final MethodHandle toDevice;
  private final MethodHandle toHost;
  private final MethodHandle within;
  private final MethodHandle fill;

  /** The functions of a driver that is loaded already. */
  @SuppressWarnings("restricted")
  DriverCalls(Path library) {
    SymbolLookup symbols = SymbolLookup.libraryLookup(library, Arena.global());
    launch =
        bind(
            symbols,
            "cuLaunchKernel",
            JAVA_LONG,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_LONG);
    toDevice = bind(symbols, "cuMemcpyHtoDAsync_v2", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    toHost = bind(symbols, "cuMemcpyDtoHAsync_v2", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    within = bind(symbols, "cuMemcpyDtoDAsync_v2", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    fill = bind(symbols, "cuMemsetD8Async", JAVA_LONG, JAVA_BYTE, JAVA_LONG, JAVA_LONG);
  }

  @SuppressWarnings("restricted")
  private static MethodHandle bind(SymbolLookup symbols, String name, MemoryLayout... arguments) {
    return Linker.nativeLinker()
        .downcallHandle(symbols.findOrThrow(name), FunctionDescriptor.of(JAVA_INT, arguments));
  }

  /**
   * Starts a kernel whose one parameter lies where the first entry of {@code parameters} points.
   */
  int launch(long function, int x, int y, int z, int threads, long stream, long parameters) {
    try {
      return (int) launch.invokeExact(function, x, y, z, threads, 1, 1, 0, stream, parameters, 0L);
    } catch (Throwable e) {
      throw new AssertionError("a native call throws nothing", e);
    }
  }

  /** Copies host memory to the device. */
  int toDevice(long to, long from, long bytes, long stream) {
    return copy(toDevice, to, from, bytes, stream);
  }

  /** Copies device memory to the host. */
  int toHost(long to, long from, long bytes, long stream) {
    return copy(toHost, to, from, bytes, stream);
  }

  /** Copies within the device. */
  int within(long to, long from, long bytes, long stream) {
    return copy(within, to, from, bytes, stream);
  }

  private static int copy(MethodHandle function, long to, long from, long bytes, long stream) {
    try {
      return (int) function.invokeExact(to, from, bytes, stream);
    } catch (Throwable e) {
      throw new AssertionError("a native call throws nothing", e);
    }
  }

  /** Sets bytes of device memory to 0. */
  int clear(long at, long bytes, long stream) {
    try {
      return (int) fill.invokeExact(at, (byte) 0, bytes, stream);
    } catch (Throwable e) {
      throw new AssertionError("a native call throws nothing", e);
    }
  }
}
