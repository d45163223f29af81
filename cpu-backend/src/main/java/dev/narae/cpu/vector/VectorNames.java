package dev.narae.cpu.vector;

import java.lang.constant.ClassDesc;
import java.nio.ByteOrder;

/** The types of the Vector API by name, so that writing code for it does not load them. */
final class VectorNames {
  static final ClassDesc VECTOR = type("Vector");
  static final ClassDesc BYTES = type("ByteVector");
  static final ClassDesc SHORTS = type("ShortVector");
  static final ClassDesc MASK = type("VectorMask");
  static final ClassDesc SPECIES = type("VectorSpecies");
  static final ClassDesc OPERATORS = type("VectorOperators");
  static final ClassDesc ASSOCIATIVE = OPERATORS.nested("Associative");
  static final ClassDesc BINARY = OPERATORS.nested("Binary");
  static final ClassDesc COMPARISON = OPERATORS.nested("Comparison");
  static final ClassDesc CONVERSION = OPERATORS.nested("Conversion");
  static final ClassDesc ORDER = ByteOrder.class.describeConstable().orElseThrow();

  private VectorNames() {}

  static ClassDesc type(String name) {
    return ClassDesc.of("jdk.incubator.vector", name);
  }
}
