package dev.narae.spi;

import dev.narae.expr.Kernel;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Calls that follow each other, in waves of which none depends on another call of its own wave. */
final class CallWaves {
  private final IdentityHashMap<Buffer, Integer> written = new IdentityHashMap<>();
  private final IdentityHashMap<Buffer, Integer> read = new IdentityHashMap<>();
  private final Map<Group, List<MapCall>> groups = new LinkedHashMap<>();
  private int last;

  /** Calls that do not depend on each other and run the same kernel. */
  private record Group(int wave, Kernel kernel) {}

  private CallWaves() {}

  /** Runs the calls, those of a wave and a kernel together. */
  static void run(Backend backend, List<KernelCall> calls) {
    CallWaves waves = new CallWaves();
    calls.forEach(waves::add);
    for (int wave = 1; wave <= waves.last; wave++) {
      for (Map.Entry<Group, List<MapCall>> entry : waves.groups.entrySet()) {
        if (entry.getKey().wave == wave) {
          backend.mapEach(entry.getKey().kernel, entry.getValue());
        }
      }
    }
  }

  private void add(KernelCall each) {
    MapCall call = each.call();
    Buffer target = call.out().buffer();
    int wave = Math.max(written.getOrDefault(target, 0), read.getOrDefault(target, 0));
    for (View input : call.inputs()) {
      wave = Math.max(wave, written.getOrDefault(input.buffer(), 0));
    }
    wave++;
    for (View input : call.inputs()) {
      read.merge(input.buffer(), wave, Math::max);
    }
    written.put(target, wave);
    last = Math.max(last, wave);
    groups.computeIfAbsent(new Group(wave, each.kernel()), _ -> new ArrayList<>()).add(call);
  }
}
