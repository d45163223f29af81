package dev.narae.nn;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Modules of one type under names. How they are called is up to the module that holds the map.
 *
 * @param <M> the type of the modules
 */
public final class ModuleMap<M extends Module> extends Module {
  private final Map<String, M> modules = new LinkedHashMap<>();

  /**
   * The modules of a map, in its order.
   *
   * @throws IllegalArgumentException if a name is empty or has a dot
   */
  public ModuleMap(SequencedMap<String, ? extends M> modules) {
    modules.forEach(this::put);
  }

  /**
   * Adds a module under a new name and returns it.
   *
   * @throws IllegalArgumentException if the name is there already, is empty or has a dot
   */
  public <N extends M> N put(String name, N module) {
    child(name, module);
    modules.put(name, module);
    return module;
  }

  /**
   * The module under a name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public M get(String name) {
    M module = modules.get(name);
    if (module == null) {
      throw new IllegalArgumentException(
          "ModuleMap: there is no '%s'; it has %s".formatted(name, modules.keySet()));
    }
    return module;
  }

  /** All modules by name, in the order they were added. */
  public Map<String, M> asMap() {
    return Collections.unmodifiableMap(modules);
  }
}
