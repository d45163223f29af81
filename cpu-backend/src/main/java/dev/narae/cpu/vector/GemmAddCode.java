package dev.narae.cpu.vector;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.MethodTypeDesc;

/** The code of {@link GemmKernel#add}: a loop over the rows, without inner loop. */
final class GemmAddCode {

  // The parameters of GemmKernel.add; slot 0 is the receiver, a long takes two slots.
  private static final int TILE = 1;
  private static final int C = 2;
  private static final int C_AT = 3;
  private static final int C_ROW = 5;

  private GemmAddCode() {}

  /** Writes the body of the method. */
  static void write(CodeBuilder code, GemmVectorType type, GemmTile tile) {
    GemmEmitter emit = new GemmEmitter(code, type);
    int row = code.allocateLocal(TypeKind.INT);
    int tileAt = code.allocateLocal(TypeKind.LONG);
    Label loop = code.newLabel();
    Label done = code.newLabel();
    code.iconst_0().istore(row).lconst_0().lstore(tileAt);
    code.labelBinding(loop).iload(row).loadConstant(tile.rows()).if_icmpge(done);
    for (int j = 0; j < tile.vectors(); j++) {
      emit.load(C, C_AT, j);
      emit.load(TILE, tileAt, j);
      code.invokevirtual(
          type.vectorDesc(), "add", MethodTypeDesc.of(type.vectorDesc(), GemmEmitter.VECTOR));
      emit.store(C, C_AT, j);
    }
    code.lload(tileAt).loadConstant(tile.vectors() * type.vectorBytes()).ladd().lstore(tileAt);
    code.lload(C_AT).lload(C_ROW).ladd().lstore(C_AT);
    code.iinc(row, 1).goto_(loop).labelBinding(done).return_();
  }
}
