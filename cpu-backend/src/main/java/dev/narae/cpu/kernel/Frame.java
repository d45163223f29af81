package dev.narae.cpu.kernel;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.foreign.MemorySegment;

/** The local variables of a loop method, and where its operands' elements are. */
public final class Frame {
  /** The type of a piece of memory. */
  public static final ClassDesc SEGMENT = MemorySegment.class.describeConstable().orElseThrow();

  private static final MethodTypeDesc IS_NATIVE = MethodTypeDesc.of(ConstantDescs.CD_boolean);

  private static final ClassDesc LONGS = ConstantDescs.CD_long.arrayType();

  /** The signature of {@link ElementLoop#run}. */
  static final MethodTypeDesc RUN =
      MethodTypeDesc.of(
          ConstantDescs.CD_void,
          SEGMENT.arrayType(),
          LONGS,
          LONGS,
          LONGS,
          ConstantDescs.CD_int,
          ConstantDescs.CD_int,
          LONGS);

  // The parameters of ElementLoop.run; slot 0 is the receiver.
  private static final int SEGMENTS = 1;
  private static final int STARTS = 2;
  private static final int COLUMN_STEPS = 3;
  private static final int ROW_STEPS = 4;
  static final int COLUMNS = 5;
  static final int ROWS = 6;
  private static final int SCALARS = 7;

  private final CodeBuilder code;
  private final Program program;
  private final int[] segment;
  private final int[] position;
  private final int[] columnStep;
  private final int column;
  private int ahead;

  Frame(CodeBuilder code, Program program) {
    this.code = code;
    this.program = program;
    int operands = program.operands().size();
    this.segment = new int[operands];
    this.position = new int[operands + 1];
    this.columnStep = new int[operands + 1];
    this.column = code.allocateLocal(TypeKind.INT);
    for (int i = 0; i <= operands; i++) {
      position[i] = element(STARTS, i);
      columnStep[i] = stride(i) == Operand.Stride.ANY ? element(COLUMN_STEPS, i) : -1;
    }
    for (int i = 0; i < operands; i++) {
      segment[i] = code.allocateLocal(TypeKind.REFERENCE);
      code.aload(SEGMENTS).loadConstant(i).aaload().astore(segment[i]);
      tellKind(code, segment[i]);
    }
  }

  /**
   * Asks whether the segment in a local variable is native, and forgets the answer. From this
   * call's profile the compiler knows the segment's class from here on. Without it, it would go by
   * the profile of the JDK's methods, where vector code that is not compiled yet (a
   * reinterpretation, which goes through an array of bytes) leaves the trace of segments on the
   * heap: then it checks the class, the scope and the bounds anew at each access in a loop.
   */
  public static void tellKind(CodeBuilder code, int local) {
    code.aload(local).invokeinterface(SEGMENT, "isNative", IS_NATIVE).pop();
  }

  private int element(int array, int i) {
    int local = code.allocateLocal(TypeKind.LONG);
    code.aload(array).loadConstant(i).laload().lstore(local);
    return local;
  }

  private Operand.Stride stride(int operand) {
    return operand < program.operands().size()
        ? program.operands().get(operand).stride()
        : program.index();
  }

  /** The kernel. */
  public Program program() {
    return program;
  }

  /** Where to write instructions. */
  public CodeBuilder code() {
    return code;
  }

  /** The local variable that counts columns. */
  int column() {
    return column;
  }

  /** Moves what is read and written next by so many columns, for code that is repeated. */
  public void lookAhead(int columns) {
    ahead = columns;
  }

  /** Moves all operands to the next row. */
  void nextRow() {
    for (int i = 0; i < position.length; i++) {
      code.lload(position[i]).aload(ROW_STEPS).loadConstant(i).laload().ladd();
      code.lstore(position[i]);
    }
  }

  /** Pushes an operand's memory. */
  public void pushSegment(int operand) {
    code.aload(segment[operand]);
  }

  /** Pushes the byte position of an operand's element in this column. */
  public void pushPosition(int operand) {
    pushPosition(operand, program.operands().get(operand).dtype().bytes());
  }

  /** Pushes the position of this column's element in the output. */
  public void pushIndex() {
    pushPosition(program.operands().size(), 1);
  }

  private void pushPosition(int operand, long unit) {
    code.lload(position[operand]);
    switch (stride(operand)) {
      case ZERO -> {}
      case UNIT -> {
        code.iload(column).i2l();
        if (unit > 1) {
          code.loadConstant(unit).lmul();
        }
        code.ladd();
        if (ahead > 0) {
          code.loadConstant(ahead * unit).ladd();
        }
      }
      case ANY -> {
        code.iload(column);
        if (ahead > 0) {
          code.loadConstant(ahead).iadd();
        }
        code.i2l().lload(columnStep[operand]).lmul().ladd();
      }
    }
  }

  /** Pushes the bits of a runtime scalar. */
  void pushScalar(int index) {
    code.aload(SCALARS).loadConstant(index).laload();
  }
}
