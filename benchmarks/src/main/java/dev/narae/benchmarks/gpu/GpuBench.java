package dev.narae.benchmarks.gpu;

import com.google.gson.Gson;
import dev.narae.Backends;
import dev.narae.Device;
import dev.narae.Scope;
import dev.narae.spi.BackendProvider;
import dev.narae.spi.Probe;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Measures what a GPU is for. Alone it prints tab-separated values: name, median microseconds of a
 * call, half the range of the samples in percent, and the calls of a sample. With {@code --serve}
 * it measures what it is asked for, a name a line, and answers in JSON: so {@code bench.py} of the
 * GPU bundle takes turns between it and PyTorch. The properties {@code narae.gpu.samples} and
 * {@code narae.gpu.millis} say how many samples there are and how long one is.
 */
public final class GpuBench {
  private static final int SAMPLES = Integer.getInteger("narae.gpu.samples", 15);
  private static final int MILLIS = Integer.getInteger("narae.gpu.millis", 50);
  private static final Gson GSON = new Gson();

  private final List<GpuCase> cases;
  private final GpuClock clock;
  private final PrintStream out;

  GpuBench(List<GpuCase> cases, GpuClock clock, PrintStream out) {
    this.cases = cases;
    this.clock = clock;
    this.out = out;
  }

  /** What JSON tells of a case. */
  private record About(String name, GpuCase.Goal goal, double bytes) {}

  /** An answer in JSON: times, or why there are none. */
  private record Answer(String name, GpuClock.Times times, String error) {}

  /**
   * Measures all, or the cases whose names contain a text; {@code --about} tells in JSON what there
   * is.
   *
   * @param arguments the device, a divisor of all sizes (1 for the real ones), then {@code
   *     --serve}, {@code --about} or texts
   */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length < 2) {
      System.err.println("GpuBench DEVICE SCALE [--serve | --about | TEXT...]");
      System.exit(2);
    }
    Device device = Device.of(arguments[0]);
    int scale = Integer.parseInt(arguments[1]);
    List<String> rest = Arrays.asList(arguments).subList(2, arguments.length);
    boolean serve = rest.equals(List.of("--serve"));
    List<GpuCase> cases = GpuCases.all(scale, Boolean.getBoolean("narae.cuda.tf32"));
    if (rest.equals(List.of("--about"))) {
      System.out.println(about(device, cases));
      return;
    }
    GpuClock clock = new GpuClock(Backends.open(device), SAMPLES, MILLIS * 1_000_000L);
    GpuBench bench = new GpuBench(cases, clock, System.out);
    Reader input = new InputStreamReader(System.in, StandardCharsets.UTF_8);
    Device.with(
        device,
        () -> {
          if (serve) {
            bench.serve(new BufferedReader(input));
          } else {
            bench.run(rest);
          }
        });
  }

  private static String about(Device device, List<GpuCase> cases) {
    Optional<BackendProvider> provider =
        Backends.providers().stream().filter(each -> each.name().equals(device.type())).findFirst();
    String found =
        switch (provider.map(BackendProvider::probe).orElse(new Probe.Unavailable("no backend"))) {
          case Probe.Available(int _, String description) -> description;
          case Probe.Unavailable(String reason) -> "not usable: " + reason;
        };
    List<About> lines =
        cases.stream().map(each -> new About(each.name(), each.goal(), each.bytes())).toList();
    return GSON.toJson(
        Map.of(
            "device",
            device.toString(),
            "found",
            found,
            "java",
            Runtime.version().toString(),
            "cases",
            lines));
  }

  /** Prints a line for each case. */
  void run(List<String> only) {
    for (GpuCase each : cases) {
      if (only.isEmpty() || only.stream().anyMatch(each.name()::contains)) {
        Answer answer = measure(each);
        GpuClock.Times times = answer.times;
        out.println(
            answer.error.isEmpty()
                ? String.format(
                    Locale.ROOT,
                    "%s\t%.2f\t%.1f\t%d",
                    each.name(),
                    times.median(),
                    times.spread(),
                    times.calls())
                : "# %s failed: %s".formatted(each.name(), answer.error));
      }
    }
  }

  /** Answers until there is no further line. */
  void serve(BufferedReader questions) {
    questions
        .lines()
        .forEach(
            name -> {
              Optional<GpuCase> asked =
                  cases.stream().filter(each -> each.name().equals(name)).findFirst();
              Answer answer =
                  asked.map(this::measure).orElseGet(() -> failed(name, "there is no such case"));
              out.println(GSON.toJson(answer));
              out.flush();
            });
  }

  private Answer measure(GpuCase what) {
    try (Scope _ = Scope.open()) {
      return new Answer(what.name(), clock.measure(what), "");
    } catch (RuntimeException e) {
      return failed(what.name(), String.valueOf(e.getMessage()));
    }
  }

  private static Answer failed(String name, String error) {
    return new Answer(name, new GpuClock.Times(new double[0], 0), error);
  }
}
