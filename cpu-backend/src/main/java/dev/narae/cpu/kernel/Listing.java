package dev.narae.cpu.kernel;

import java.util.Locale;
import java.util.stream.Collectors;

/** Prints the steps of a kernel, one a line, for people who wonder what runs. */
final class Listing {
  private Listing() {}

  static String of(String kernel, Program program) {
    StringBuilder text = new StringBuilder("kernel ").append(kernel).append('\n');
    for (int i = 0; i < program.operands().size(); i++) {
      Operand operand = program.operands().get(i);
      text.append("  operand %d: %s, stride %s%n".formatted(i, operand.dtype(), operand.stride()));
    }
    Program.Level[] levels = program.levels();
    for (Node node : program.nodes()) {
      text.append(
          "  %-7s %s = %s%n"
              .formatted(levels[node.id()].name().toLowerCase(Locale.ROOT), node, step(node)));
    }
    for (Program.Store store : program.stores()) {
      String what = store.join() == null ? "" : store.join() + " along the row of ";
      text.append("  store   %s%s in operand %d%n".formatted(what, store.value(), store.operand()));
    }
    return text.toString();
  }

  private static String step(Node node) {
    String name = (node.type() + " " + node.step()).toLowerCase(Locale.ROOT);
    return switch (node.step()) {
      case CONST -> name + " " + constant(node);
      case LOAD -> name + " operand " + node.immediate();
      case SCALAR -> name + " " + node.immediate();
      case SHL, SHR, USHR -> name + " " + node.arg(0) + " by " + node.immediate();
      case CALL -> name + " " + node.function() + arguments(node);
      default -> name + arguments(node);
    };
  }

  private static String arguments(Node node) {
    return node.args().stream().map(Node::toString).collect(Collectors.joining(", ", " ", ""));
  }

  private static String constant(Node node) {
    return switch (node.type()) {
      case INT, MASK -> Integer.toString((int) node.immediate());
      case LONG -> Long.toString(node.immediate());
      case FLOAT -> Float.toString(Float.intBitsToFloat((int) node.immediate()));
      case DOUBLE -> Double.toString(Double.longBitsToDouble(node.immediate()));
    };
  }
}
