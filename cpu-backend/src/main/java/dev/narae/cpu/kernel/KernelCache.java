package dev.narae.cpu.kernel;

import dev.narae.expr.Kernel;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/** Remembers the compiled forms of kernels. Found by identity, since kernels are interned. */
final class KernelCache {
  /** Programs that make trees without end must not fill the memory with code. */
  private static final int LIMIT = 4096;

  private final ConcurrentHashMap<Kernel, List<KernelForm>> forms = new ConcurrentHashMap<>();
  private final KernelCompiler compiler;

  KernelCache(KernelCompiler compiler) {
    this.compiler = compiler;
  }

  /** The form of a kernel for a signature; compiled if it is new. */
  KernelForm find(Kernel kernel, Signature signature) {
    List<KernelForm> known = forms.get(kernel);
    if (known != null) {
      for (int i = 0; i < known.size(); i++) {
        if (known.get(i).signature().matches(signature)) {
          return known.get(i);
        }
      }
    }
    return compile(kernel, signature);
  }

  private synchronized KernelForm compile(Kernel kernel, Signature signature) {
    List<KernelForm> known = forms.getOrDefault(kernel, List.of());
    for (KernelForm form : known) {
      if (form.signature().matches(signature)) {
        return form;
      }
    }
    if (forms.size() > LIMIT) {
      forms.clear();
      known = List.of();
    }
    KernelForm form = compiler.compile(kernel, signature);
    KernelForm[] all = known.toArray(new KernelForm[known.size() + 1]);
    all[known.size()] = form;
    forms.put(kernel, List.of(all));
    return form;
  }
}
