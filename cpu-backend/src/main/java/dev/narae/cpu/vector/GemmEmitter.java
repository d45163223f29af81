package dev.narae.cpu.vector;

import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DynamicConstantDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.ByteOrder;
import java.util.List;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorSpecies;

/** Emits the bytecode of single vector operations. */
final class GemmEmitter {

  static final ClassDesc SEGMENT = desc(MemorySegment.class);
  static final ClassDesc SPECIES = desc(VectorSpecies.class);
  static final ClassDesc VECTOR = desc(Vector.class);
  private static final ClassDesc ORDER = desc(ByteOrder.class);

  private static final DynamicConstantDesc<?> SPECIES_CONSTANT = classData(0, SPECIES);
  private static final DynamicConstantDesc<?> CLASS_CONSTANT = classData(1, ConstantDescs.CD_Class);

  private final CodeBuilder code;
  private final GemmVectorType type;

  GemmEmitter(CodeBuilder code, GemmVectorType type) {
    this.code = code;
    this.type = type;
  }

  /** What comes in as a kernel's class data, which the compiler treats as constants. */
  static List<Object> classData(GemmVectorType type) {
    return List.of(type.species(), type.species().vectorType());
  }

  private static DynamicConstantDesc<?> classData(int index, ClassDesc type) {
    return DynamicConstantDesc.ofNamed(
        ConstantDescs.ofConstantBootstrap(
            desc(MethodHandles.class),
            "classDataAt",
            ConstantDescs.CD_Object,
            ConstantDescs.CD_int),
        ConstantDescs.DEFAULT_NAME,
        type,
        index);
  }

  /** Pushes the species. */
  void species() {
    code.loadConstant(SPECIES_CONSTANT);
  }

  /** Stores zeros in local variables: one vector for all, since each makes a method larger. */
  void zero(int... locals) {
    ClassDesc vector = type.vectorDesc();
    species();
    code.invokestatic(vector, "zero", MethodTypeDesc.of(vector, SPECIES));
    for (int slot : locals) {
      code.dup().astore(slot);
    }
    code.pop();
  }

  /** Pushes the scratch memory, a constant. */
  void scratch() {
    code.getstatic(desc(GemmScratch.class), "MEMORY", SEGMENT);
  }

  /** Pushes vector number {@code j} from the position in a local variable on. */
  void load(int segment, int position, int j) {
    load(() -> code.aload(segment), position, j * type.vectorBytes());
  }

  /** Pops a vector and stores it as number {@code j} from the position in a local variable on. */
  void store(int segment, int position, int j) {
    store(() -> code.aload(segment), position, j * type.vectorBytes());
  }

  /**
   * Pushes the vector at a position.
   *
   * @param segment pushes the segment
   * @param position the local variable that holds the position
   * @param offset bytes to add to it
   */
  void load(Runnable segment, int position, long offset) {
    species();
    segment.run();
    position(position, offset);
    order();
    code.invokestatic(
        type.vectorDesc(),
        "fromMemorySegment",
        MethodTypeDesc.of(type.vectorDesc(), SPECIES, SEGMENT, CD_long, ORDER));
    tellClass();
  }

  /** Pops a vector and stores it at a position, as in {@link #load}. */
  void store(Runnable segment, int position, long offset) {
    tellClass();
    segment.run();
    position(position, offset);
    order();
    code.invokevirtual(
        type.vectorDesc(),
        "intoMemorySegment",
        MethodTypeDesc.of(CD_void, SEGMENT, CD_long, ORDER));
  }

  /**
   * Casts the vector that was pushed to the one class of its species, which only this constant
   * names: so the compiler knows it, whatever the program has used vectors for before.
   */
  void tellClass() {
    code.loadConstant(CLASS_CONSTANT).swap();
    code.invokevirtual(
        ConstantDescs.CD_Class,
        "cast",
        MethodTypeDesc.of(ConstantDescs.CD_Object, ConstantDescs.CD_Object));
    code.checkcast(type.vectorDesc());
  }

  /** Pushes a position and adds to it. */
  void position(int position, long offset) {
    code.lload(position);
    if (offset != 0) {
      code.loadConstant(offset).ladd();
    }
  }

  private void order() {
    code.invokestatic(ORDER, "nativeOrder", MethodTypeDesc.of(ORDER));
  }

  /** Allocates local variables of one kind. */
  int[] locals(int count, TypeKind kind) {
    int[] slots = new int[count];
    for (int i = 0; i < count; i++) {
      slots[i] = code.allocateLocal(kind);
    }
    return slots;
  }

  static ClassDesc desc(Class<?> type) {
    return type.describeConstable().orElseThrow();
  }
}
