package dev.narae.cpu.vector;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;

/** The code of {@link GemmKernel#pack}: a loop over the depth, without inner loop. */
final class GemmPackCode {

  // The parameters of GemmKernel.pack; slot 0 is the receiver, a long takes two slots.
  private static final int B = 1;
  private static final int B_AT = 2;
  private static final int B_ROW = 4;
  private static final int PANEL = 6;
  private static final int PANEL_AT = 7;
  private static final int DEPTH = 9;

  private GemmPackCode() {}

  /** Writes the body of the method. */
  static void write(CodeBuilder code, GemmVectorType type, GemmTile tile) {
    GemmEmitter emit = new GemmEmitter(code, type);
    int step = code.allocateLocal(TypeKind.INT);
    Label loop = code.newLabel();
    Label done = code.newLabel();
    code.iconst_0().istore(step);
    code.labelBinding(loop).iload(step).iload(DEPTH).if_icmpge(done);
    for (int j = 0; j < tile.vectors(); j++) {
      emit.load(B, B_AT, j);
      emit.store(PANEL, PANEL_AT, j);
    }
    code.lload(B_AT).lload(B_ROW).ladd().lstore(B_AT);
    code.lload(PANEL_AT).loadConstant(tile.vectors() * type.vectorBytes()).ladd().lstore(PANEL_AT);
    code.iinc(step, 1).goto_(loop).labelBinding(done).return_();
  }
}
