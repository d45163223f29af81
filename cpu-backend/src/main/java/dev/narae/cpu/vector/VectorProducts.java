package dev.narae.cpu.vector;

import static dev.narae.cpu.vector.VectorNames.ASSOCIATIVE;
import static dev.narae.cpu.vector.VectorNames.BINARY;
import static dev.narae.cpu.vector.VectorNames.OPERATORS;
import static dev.narae.cpu.vector.VectorNames.SPECIES;
import static dev.narae.cpu.vector.VectorNames.VECTOR;

import dev.narae.cpu.kernel.Node;
import dev.narae.cpu.kernel.ValueType;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Writes the upper halves of products of 32-bit numbers, for which there is no vector operation:
 * the products of the even and of the odd lanes, each as wide as two lanes, are put together. One
 * random number takes twenty of them, so what every product needs is computed once before: the more
 * calls, the longer the JVM compiles.
 */
final class VectorProducts {
  private static final ClassDesc LONGS = VectorLanes.vector(ValueType.LONG);
  private static final long LOWER = 0xFFFFFFFFL;

  private final CodeBuilder code;
  private final VectorMemory memory;

  /** Local variables with factors as numbers of 64 bits. */
  private final Map<Node, Integer> factors = new HashMap<>();

  private int lower;
  private int upper;

  VectorProducts(CodeBuilder code, VectorMemory memory) {
    this.code = code;
    this.memory = memory;
  }

  /**
   * Writes what is done once for a factor.
   *
   * @param push writes a vector with the factor in all lanes
   */
  void prepare(Node factor, Runnable push) {
    if (factors.isEmpty()) {
      broadcast(LOWER);
      lower = store();
      broadcast(~LOWER);
      upper = store();
    }
    if (!factors.containsKey(factor)) {
      push.run();
      Lanewise.bitCast(code, ValueType.INT, ValueType.LONG);
      lanewise("AND", ASSOCIATIVE, lower);
      factors.put(factor, store());
    }
  }

  /** Writes the products of the vector that was pushed and of a factor that was prepared. */
  void high(Node factor) {
    int b = Objects.requireNonNull(factors.get(factor));
    Lanewise.bitCast(code, ValueType.INT, ValueType.LONG);
    int a = store();
    code.aload(a);
    lanewise("AND", ASSOCIATIVE, lower);
    lanewise("MUL", ASSOCIATIVE, b);
    Lanewise.shift(code, ValueType.LONG, "LSHR", Integer.SIZE);
    code.getstatic(OPERATORS, "OR", ASSOCIATIVE);
    code.aload(a);
    Lanewise.shift(code, ValueType.LONG, "LSHR", Integer.SIZE);
    lanewise("MUL", ASSOCIATIVE, b);
    lanewise("AND", ASSOCIATIVE, upper);
    code.invokevirtual(LONGS, "lanewise", MethodTypeDesc.of(LONGS, BINARY, VECTOR));
    Lanewise.bitCast(code, ValueType.LONG, ValueType.INT);
  }

  private void broadcast(long bits) {
    memory.pushSpecies(ValueType.LONG);
    code.loadConstant(bits);
    code.invokestatic(LONGS, "broadcast", MethodTypeDesc.of(LONGS, SPECIES, ConstantDescs.CD_long));
  }

  private int store() {
    int local = code.allocateLocal(TypeKind.REFERENCE);
    code.astore(local);
    return local;
  }

  private void lanewise(String operator, ClassDesc type, int other) {
    code.getstatic(OPERATORS, operator, type);
    code.aload(other);
    code.invokevirtual(LONGS, "lanewise", MethodTypeDesc.of(LONGS, BINARY, VECTOR));
  }
}
