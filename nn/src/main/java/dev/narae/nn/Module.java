package dev.narae.nn;

import dev.narae.DType;
import dev.narae.DTypeException;
import dev.narae.Device;
import dev.narae.Tensor;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A part of a network: parameters, buffers and further modules, each under a name.
 *
 * <p>A module says how it is called by methods of its own, so that any number and type of inputs is
 * checked by the compiler: {@link Layer} is the kind from one tensor to one tensor, {@link Loss}
 * the kind that compares two. Fields register what they hold:
 *
 * <pre>{@code
 * final class Classifier extends Layer {
 *   private final Linear hidden = child("hidden", new Linear(784, 50));
 *   private final Linear output = child("output", new Linear(50, 10));
 *
 *   protected Tensor forward(Tensor x) {
 *     return output.call(hidden.call(x).relu());
 *   }
 * }
 * }</pre>
 *
 * <p>Within a model, names are joined by dots as in PyTorch: {@code hidden.weight}. A module is not
 * safe for use by several threads at once.
 */
@SuppressWarnings("JavaLangClash") // the name every reader expects; java.lang.Module is rarely used
public abstract class Module {
  private final Map<String, Parameter> ownParameters = new LinkedHashMap<>();
  private final Map<String, Buffer> ownBuffers = new LinkedHashMap<>();
  private final Map<String, Module> children = new LinkedHashMap<>();
  private boolean training = true;

  /** Where this module is a part, for errors: the first that took it in. */
  private @Nullable Place place;

  /** A module and the name of a part of it. */
  private record Place(WeakReference<Module> parent, String name) {}

  /** A module without parts, in training mode. */
  protected Module() {}

  // --- Registration ---------------------------------------------------------------------------

  /** Registers a new parameter with these values and returns it. */
  protected final Parameter parameter(String name, Tensor values) {
    return parameter(name, new Parameter(values));
  }

  /** Registers a parameter, which may be that of another module too, and returns it. */
  protected final Parameter parameter(String name, Parameter parameter) {
    checkName(name);
    ownParameters.put(name, parameter);
    return parameter;
  }

  /** Registers a new buffer with these values and returns it. */
  protected final Buffer buffer(String name, Tensor values) {
    return buffer(name, values, true);
  }

  /**
   * Registers a new buffer with these values and returns it.
   *
   * @param saved whether it is part of {@link #stateDict}; if not, it only moves with the module
   */
  protected final Buffer buffer(String name, Tensor values, boolean saved) {
    checkName(name);
    Buffer buffer = new Buffer(values, saved);
    ownBuffers.put(name, buffer);
    return buffer;
  }

  /** Registers a module as a part of this one and returns it. */
  protected final <M extends Module> M child(String name, M module) {
    checkName(name);
    if (module.modules().contains(this)) {
      throw new IllegalArgumentException(
          "child '%s' of %s: it contains this module; a module cannot be part of itself"
              .formatted(name, kind()));
    }
    children.put(name, module);
    Module part = module;
    if (part.place == null) {
      part.place = new Place(new WeakReference<>(this), name);
    }
    return module;
  }

  private void checkName(String name) {
    if (name.isEmpty() || name.contains(".")) {
      throw new IllegalArgumentException(
          "a part of %s cannot be called '%s'; use a name that is not empty and has no dot"
              .formatted(kind(), name));
    }
    if (ownParameters.containsKey(name)
        || ownBuffers.containsKey(name)
        || children.containsKey(name)) {
      throw new IllegalArgumentException(
          "%s has two parts called '%s'; give each a name of its own".formatted(kind(), name));
    }
  }

  // --- Parts ----------------------------------------------------------------------------------

  /** The parameters of this module and all below, each once. */
  public final List<Parameter> parameters() {
    return List.copyOf(new LinkedHashSet<>(namedParameters().values()));
  }

  /** The parameters that are not frozen, each once: what to give to an optimizer. */
  public final List<Parameter> trainableParameters() {
    return parameters().stream().filter(each -> each.tensor().requiresGrad()).toList();
  }

  /** The parameters of this module and all below; a shared one under each of its names. */
  public final Map<String, Parameter> namedParameters() {
    Map<String, Parameter> found = new LinkedHashMap<>();
    namedModules().forEach((path, module) -> addAll(found, path, module.ownParameters));
    return Collections.unmodifiableMap(found);
  }

  /** The buffers of this module and all below. */
  public final Map<String, Buffer> namedBuffers() {
    Map<String, Buffer> found = new LinkedHashMap<>();
    namedModules().forEach((path, module) -> addAll(found, path, module.ownBuffers));
    return Collections.unmodifiableMap(found);
  }

  private static <T> void addAll(Map<String, T> found, String path, Map<String, T> own) {
    own.forEach((name, part) -> found.put(join(path, name), part));
  }

  /** The modules directly below this one. */
  public final Map<String, Module> children() {
    return Collections.unmodifiableMap(children);
  }

  /** This module, whose name is empty, and all below; a shared one under each of its names. */
  public final Map<String, Module> namedModules() {
    Map<String, Module> found = new LinkedHashMap<>();
    collect("", found);
    return Collections.unmodifiableMap(found);
  }

  private void collect(String path, Map<String, Module> found) {
    found.put(path, this);
    children.forEach((name, child) -> child.collect(join(path, name), found));
  }

  private static String join(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  /** The name of this module in the whole it is a part of; empty if it is none. */
  final String path() {
    Module parent = place == null ? null : place.parent().get();
    return place == null || parent == null ? "" : join(parent.path(), place.name());
  }

  /** This module and all below, each once: what to loop over to treat them all alike. */
  public final Set<Module> modules() {
    return Collections.unmodifiableSet(new LinkedHashSet<>(namedModules().values()));
  }

  /** Parameters and buffers that this module holds itself. */
  final Map<String, ModuleTensor> ownTensors() {
    Map<String, ModuleTensor> tensors = new LinkedHashMap<>(ownParameters);
    tensors.putAll(ownBuffers);
    return tensors;
  }

  // --- State ----------------------------------------------------------------------------------

  /** Switches this module and all below to training mode. */
  public final void train() {
    train(true);
  }

  /** Switches this module and all below to evaluation mode: dropout passes its input through. */
  public final void eval() {
    train(false);
  }

  /** Switches this module and all below to training or evaluation mode. */
  public final void train(boolean training) {
    modules().forEach(module -> module.setTraining(training));
  }

  /** The mode of this module alone. */
  final void setTraining(boolean training) {
    this.training = training;
  }

  /** Whether this module is in training mode; it is at first. */
  public final boolean isTraining() {
    return training;
  }

  /** Forgets the gradients of all parameters. */
  public final void zeroGrad() {
    parameters().forEach(Parameter::zeroGrad);
  }

  /** Lets training change all parameters, or freezes them. */
  public final void requiresGrad(boolean required) {
    parameters().forEach(parameter -> parameter.requiresGrad(required));
  }

  /**
   * Converts the floating parameters and buffers; gradients are forgotten.
   *
   * @throws DTypeException if the dtype is not floating
   */
  public final void to(DType dtype) {
    if (!dtype.isFloating()) {
      throw new DTypeException(
          "%s.to(%s): parameters need a floating dtype, such as DType.F32 or DType.BF16"
              .formatted(kind(), dtype));
    }
    tensors().forEach(tensor -> tensor.to(dtype));
  }

  /** Moves the parameters and buffers to a device; gradients are forgotten. */
  public final void to(Device device) {
    tensors().forEach(tensor -> tensor.to(device));
  }

  private Collection<ModuleTensor> tensors() {
    Set<ModuleTensor> all = new LinkedHashSet<>();
    modules().forEach(module -> all.addAll(module.ownTensors().values()));
    return all;
  }

  /** What is saved, in the order of PyTorch: module by module. */
  final Map<String, ModuleTensor> namedTensors() {
    Map<String, ModuleTensor> found = new LinkedHashMap<>();
    namedModules().forEach((path, module) -> addAll(found, path, module.ownTensors()));
    found.values().removeIf(tensor -> tensor instanceof Buffer buffer && !buffer.isSaved());
    return found;
  }

  /** All parameters and buffers by name; the tensors share the module's memory. */
  public final Map<String, Tensor> stateDict() {
    Map<String, Tensor> state = new LinkedHashMap<>();
    namedTensors().forEach((name, tensor) -> state.put(name, tensor.tensor().detach()));
    return Collections.unmodifiableMap(state);
  }

  /**
   * Copies values into all parameters and buffers, converting dtype and device.
   *
   * @param state a tensor for each name of {@link #stateDict}, of the same shape
   * @throws StateDictException listing what is missing, unexpected or of another shape; nothing has
   *     changed then
   * @throws dev.narae.ClosedTensorException if a tensor of either was released; nothing has changed
   */
  public final void loadStateDict(Map<String, Tensor> state) {
    loadStateDict(state, true);
  }

  /**
   * Copies values into parameters and buffers, converting dtype and device.
   *
   * @param strict whether each name must be in both; if not, only those in both are copied
   * @return the names that were in one of the two only
   * @throws StateDictException listing what is missing or unexpected, if {@code strict}, and in any
   *     case what is of another shape; nothing has changed then
   */
  public final StateDictDifference loadStateDict(Map<String, Tensor> state, boolean strict) {
    return StateDictLoader.load(kind(), namedTensors(), state, strict);
  }

  // --- Calls ----------------------------------------------------------------------------------

  /**
   * Runs the forward pass of a module whose {@code call} takes or returns something else than one
   * tensor: while gradients are not recorded, the memory of everything but the results is free on
   * return; errors about shapes and dtypes name this module by its place in the model.
   *
   * @param results the tensors in what the pass returns
   */
  protected final <R> R run(Supplier<R> forward, Function<R, List<Tensor>> results) {
    return Calls.run(this, forward, results);
  }

  // --- Description ----------------------------------------------------------------------------

  /** The class name without its package. */
  final String kind() {
    String name = getClass().getSimpleName();
    return name.isEmpty() ? "module" : name;
  }

  /** What to print between the brackets after this module's class name. */
  protected String settings() {
    return "";
  }

  /** The module and its parts as an indented tree. */
  @Override
  public String toString() {
    if (children.isEmpty()) {
      return "%s(%s)".formatted(kind(), settings());
    }
    List<String> lines = new ArrayList<>();
    lines.add(kind() + "(" + settings());
    children.forEach((name, child) -> lines.add("(%s): %s".formatted(name, child).indent(2)));
    lines.add(")");
    return String.join("\n", lines.stream().map(String::stripTrailing).toList());
  }
}
