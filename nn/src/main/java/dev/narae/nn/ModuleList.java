package dev.narae.nn;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/**
 * Modules of one type in an order, named {@code 0}, {@code 1}, … within their parent. How they are
 * called is up to the module that holds the list.
 *
 * @param <M> the type of the modules
 */
public final class ModuleList<M extends Module> extends Module implements Iterable<M> {
  private final List<M> modules = new ArrayList<>();

  /** The modules of a collection, in its order. */
  public ModuleList(Iterable<? extends M> modules) {
    modules.forEach(this::add);
  }

  /** Adds a module at the end and returns it. */
  public <N extends M> N add(N module) {
    child(Integer.toString(modules.size()), module);
    modules.add(module);
    return module;
  }

  /**
   * The module at an index.
   *
   * @throws IndexOutOfBoundsException if there is none
   */
  public M get(int index) {
    return modules.get(index);
  }

  /** How many modules there are. */
  public int size() {
    return modules.size();
  }

  @Override
  public Iterator<M> iterator() {
    return Collections.unmodifiableList(modules).iterator();
  }
}
