package dev.narae.nn;

import dev.narae.DType;
import dev.narae.Grad;
import dev.narae.Scope;
import dev.narae.Shape;
import dev.narae.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a network consists of: one row a module, in the order of {@link Module#namedModules}, the
 * network itself first. Prints as a table.
 *
 * @param input the shape of the input
 * @param rows one for each module
 */
public record Summary(Shape input, List<Row> rows) {

  /** Copies the rows, so that the record cannot change. */
  public Summary {
    rows = List.copyOf(rows);
  }

  /**
   * One module.
   *
   * @param name its name within the network, empty for the network itself
   * @param kind its class
   * @param output the shape of its last output; empty if it was not called
   * @param parameters how many numbers its own parameters hold; those of a parameter that an
   *     earlier row has counted are left out
   */
  public record Row(String name, String kind, Optional<Shape> output, long parameters) {
    /** How many numbers the module returns, 0 if it was not called. */
    public long outputs() {
      return output.map(Shape::size).orElse(0L);
    }
  }

  /**
   * Calls a network once with zeros, in evaluation mode and without gradients, and notes the shapes
   * that its layers return.
   *
   * @param inputSizes the shape of the input, the batch included
   */
  public static Summary of(Layer network, long... inputSizes) {
    Shape input = Shape.of(inputSizes);
    return new Summary(input, rows(network, outputs(network, input)));
  }

  private static Map<Module, Shape> outputs(Layer network, Shape input) {
    Map<Module, Shape> outputs = new HashMap<>();
    List<ForwardHook.Registration> hooks = new ArrayList<>();
    Set<Module> training = new HashSet<>();
    for (Module module : network.modules()) {
      if (module instanceof Layer layer) {
        hooks.add(layer.onForward((called, _, output) -> outputs.put(called, output.shape())));
      }
      if (module.isTraining()) {
        training.add(module);
      }
    }
    try (Scope _ = Scope.open("summary");
        var _ = Grad.noGrad()) {
      network.eval();
      network.call(zeros(network, input));
    } finally {
      training.forEach(module -> module.setTraining(true));
      hooks.forEach(ForwardHook.Registration::close);
    }
    return outputs;
  }

  /** Zeros that fit the network's own dtype and device. */
  private static Tensor zeros(Layer network, Shape input) {
    for (Parameter parameter : network.parameters()) {
      return Tensor.zeros(input, parameter.tensor().dtype(), parameter.tensor().device());
    }
    return Tensor.zeros(input, DType.F32);
  }

  private static List<Row> rows(Layer network, Map<Module, Shape> outputs) {
    Set<Parameter> counted = new HashSet<>();
    List<Row> rows = new ArrayList<>();
    network
        .namedModules()
        .forEach(
            (name, module) -> {
              long parameters = 0;
              for (ModuleTensor tensor : module.ownTensors().values()) {
                if (tensor instanceof Parameter parameter && counted.add(parameter)) {
                  parameters += parameter.shape().size();
                }
              }
              Optional<Shape> output = Optional.ofNullable(outputs.get(module));
              rows.add(new Row(name, module.kind(), output, parameters));
            });
    return rows;
  }

  /** How many numbers the parameters of the network hold; shared ones count once. */
  public long parameters() {
    return rows.stream().mapToLong(Row::parameters).sum();
  }

  /** The table, with a line of totals. */
  @Override
  public String toString() {
    return SummaryTable.print(this);
  }
}
