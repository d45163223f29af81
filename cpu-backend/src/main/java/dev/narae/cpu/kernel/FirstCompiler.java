package dev.narae.cpu.kernel;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;

/**
 * Keeps HotSpot's first compiler from code that only the second one makes fast. Vector operations
 * are calls to the first, which it inlines one by one: it works on a kernel for 0.1 s, or gives up
 * ("out of virtual registers"). If it gave up while the second one had much to do, the kernel was
 * stuck in a form that counts no calls, from which no way leads on. Code that it turns down at once
 * is interpreted instead until the second one compiles it.
 */
public final class FirstCompiler {
  private static final ClassDesc THROWABLE = Throwable.class.describeConstable().orElseThrow();

  private FirstCompiler() {}

  /**
   * Writes what the first compiler turns down: an exception's handler that is reached from the code
   * before it, too. No call enters it, so the second compiler leaves it out. Should a JVM learn to
   * compile that, nothing changes but the time until the code is fast.
   *
   * @param count a local variable with an int that is never the least one
   */
  public static void turnDown(CodeBuilder code, int count) {
    Label begin = code.newLabel();
    Label handler = code.newLabel();
    Label after = code.newLabel();
    code.iload(count).loadConstant(Integer.MIN_VALUE).if_icmpne(after);
    code.labelBinding(begin).aconst_null();
    code.labelBinding(handler).pop();
    code.exceptionCatch(begin, handler, handler, THROWABLE);
    code.labelBinding(after);
  }
}
