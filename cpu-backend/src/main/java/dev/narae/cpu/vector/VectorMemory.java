package dev.narae.cpu.vector;

import static dev.narae.cpu.vector.VectorNames.BYTES;
import static dev.narae.cpu.vector.VectorNames.CONVERSION;
import static dev.narae.cpu.vector.VectorNames.MASK;
import static dev.narae.cpu.vector.VectorNames.OPERATORS;
import static dev.narae.cpu.vector.VectorNames.ORDER;
import static dev.narae.cpu.vector.VectorNames.SPECIES;
import static dev.narae.cpu.vector.VectorNames.VECTOR;
import static java.lang.constant.ConstantDescs.CD_byte;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import dev.narae.DType;
import dev.narae.cpu.kernel.Frame;
import dev.narae.cpu.kernel.Node;
import dev.narae.cpu.kernel.ValueType;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;

/** Writes how vectors are read from and written to memory. */
final class VectorMemory {
  private final Frame frame;
  private final CodeBuilder code;
  private final VectorLanes lanes;

  VectorMemory(Frame frame, VectorLanes lanes) {
    this.frame = frame;
    this.code = frame.code();
    this.lanes = lanes;
  }

  void pushSpecies(ValueType type) {
    code.getstatic(VectorLanes.vector(type), lanes.species(), SPECIES);
  }

  private void pushByteSpecies() {
    code.getstatic(BYTES, lanes.byteSpecies(), SPECIES);
  }

  /** Pushes elements; bytes become INT, unsigned. */
  void load(Node node) {
    int operand = (int) node.immediate();
    boolean bytes = frame.program().dtype(node).bytes() == 1;
    ClassDesc vector = bytes ? BYTES : VectorLanes.vector(node.type());
    if (bytes) {
      pushByteSpecies();
    } else {
      pushSpecies(node.type());
    }
    frame.pushSegment(operand);
    frame.pushPosition(operand);
    code.invokestatic(ORDER, "nativeOrder", MethodTypeDesc.of(ORDER));
    code.invokestatic(
        vector,
        "fromMemorySegment",
        MethodTypeDesc.of(vector, SPECIES, Frame.SEGMENT, CD_long, ORDER));
    if (bytes) {
      code.getstatic(OPERATORS, "ZERO_EXTEND_B2I", CONVERSION);
      pushSpecies(node.type());
      convertShape(node.type());
    }
  }

  private void convertShape(ValueType to) {
    code.iconst_0();
    code.invokevirtual(
        VECTOR, "convertShape", MethodTypeDesc.of(VECTOR, CONVERSION, SPECIES, CD_int));
    code.checkcast(VectorLanes.vector(to));
  }

  /** Pops a vector and writes it. */
  void store(ValueType type, int operand) {
    DType dtype = frame.program().operands().get(operand).dtype();
    ClassDesc vector = VectorLanes.vector(type == ValueType.MASK ? lanes.floating() : type);
    if (dtype.bytes() == 1) {
      toBytes(type);
      vector = BYTES;
    }
    frame.pushSegment(operand);
    frame.pushPosition(operand);
    code.invokestatic(ORDER, "nativeOrder", MethodTypeDesc.of(ORDER));
    code.invokevirtual(
        vector, "intoMemorySegment", MethodTypeDesc.of(CD_void, Frame.SEGMENT, CD_long, ORDER));
  }

  private void toBytes(ValueType type) {
    if (type != ValueType.MASK) {
      code.getstatic(OPERATORS, type == ValueType.LONG ? "L2B" : "I2B", CONVERSION);
      pushByteSpecies();
      code.iconst_0();
      code.invokevirtual(
          VECTOR, "convertShape", MethodTypeDesc.of(VECTOR, CONVERSION, SPECIES, CD_int));
      code.checkcast(BYTES);
      return;
    }
    int mask = code.allocateLocal(TypeKind.REFERENCE);
    pushByteSpecies();
    code.invokevirtual(MASK, "cast", MethodTypeDesc.of(MASK, SPECIES)).astore(mask);
    pushByteSpecies();
    code.invokestatic(BYTES, "zero", MethodTypeDesc.of(BYTES, SPECIES));
    code.iconst_1().aload(mask);
    code.invokevirtual(BYTES, "blend", MethodTypeDesc.of(BYTES, CD_byte, MASK));
  }

  /** Pushes the positions of the elements. */
  void index(ValueType type) {
    ClassDesc vector = VectorLanes.vector(type);
    pushSpecies(type);
    frame.pushIndex();
    if (type == ValueType.INT) {
      code.l2i();
    }
    code.invokestatic(vector, "broadcast", MethodTypeDesc.of(vector, SPECIES, type.desc()));
    code.iconst_1();
    code.invokevirtual(vector, "addIndex", MethodTypeDesc.of(vector, CD_int));
  }
}
