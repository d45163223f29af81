package dev.narae.cpu.vector;

import static dev.narae.cpu.vector.VectorNames.BYTES;
import static dev.narae.cpu.vector.VectorNames.CONVERSION;
import static dev.narae.cpu.vector.VectorNames.MASK;
import static dev.narae.cpu.vector.VectorNames.OPERATORS;
import static dev.narae.cpu.vector.VectorNames.ORDER;
import static dev.narae.cpu.vector.VectorNames.SHORTS;
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

  private void pushNarrowSpecies(DType dtype) {
    code.getstatic(narrowVector(dtype), lanes.narrowSpecies(dtype), SPECIES);
  }

  private static ClassDesc narrowVector(DType dtype) {
    return dtype.bytes() == 1 ? BYTES : SHORTS;
  }

  /** Pushes elements; those of narrow dtypes become INT. */
  void load(Node node) {
    int operand = (int) node.immediate();
    DType dtype = frame.program().dtype(node);
    boolean narrow = VectorLanes.isNarrow(dtype);
    ClassDesc vector = narrow ? narrowVector(dtype) : VectorLanes.vector(node.type());
    if (narrow) {
      pushNarrowSpecies(dtype);
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
    if (narrow) {
      Lanewise.tellClass(code, vector);
      code.getstatic(OPERATORS, widening(dtype), CONVERSION);
      pushSpecies(node.type());
      convertShape(VectorLanes.vector(node.type()));
    }
  }

  /** Integers with a sign keep it; all else is read as bits. */
  private static String widening(DType dtype) {
    return switch (dtype) {
      case I8 -> "B2I";
      case I16 -> "S2I";
      case F16, BF16 -> "ZERO_EXTEND_S2I";
      default -> "ZERO_EXTEND_B2I";
    };
  }

  private void convertShape(ClassDesc to) {
    code.iconst_0();
    code.invokevirtual(
        VECTOR, "convertShape", MethodTypeDesc.of(VECTOR, CONVERSION, SPECIES, CD_int));
    code.checkcast(to);
  }

  /** Pops a vector and writes it. */
  void store(ValueType type, int operand) {
    DType dtype = frame.program().operands().get(operand).dtype();
    ClassDesc vector = VectorLanes.vector(type == ValueType.MASK ? lanes.floating() : type);
    if (VectorLanes.isNarrow(dtype)) {
      narrow(type, dtype);
      vector = narrowVector(dtype);
    }
    Lanewise.tellClass(code, vector);
    frame.pushSegment(operand);
    frame.pushPosition(operand);
    code.invokestatic(ORDER, "nativeOrder", MethodTypeDesc.of(ORDER));
    code.invokevirtual(
        vector, "intoMemorySegment", MethodTypeDesc.of(CD_void, Frame.SEGMENT, CD_long, ORDER));
  }

  private void narrow(ValueType type, DType dtype) {
    if (type != ValueType.MASK) {
      Lanewise.tellClass(code, VectorLanes.vector(type));
      code.getstatic(OPERATORS, dtype.bytes() == 1 ? "I2B" : "I2S", CONVERSION);
      pushNarrowSpecies(dtype);
      convertShape(narrowVector(dtype));
      return;
    }
    int mask = code.allocateLocal(TypeKind.REFERENCE);
    pushNarrowSpecies(dtype);
    code.invokevirtual(MASK, "cast", MethodTypeDesc.of(MASK, SPECIES)).astore(mask);
    pushNarrowSpecies(dtype);
    code.invokestatic(BYTES, "zero", MethodTypeDesc.of(BYTES, SPECIES));
    Lanewise.tellClass(code, BYTES);
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
    Lanewise.tellClass(code, vector);
    code.iconst_1();
    code.invokevirtual(vector, "addIndex", MethodTypeDesc.of(vector, CD_int));
  }
}
