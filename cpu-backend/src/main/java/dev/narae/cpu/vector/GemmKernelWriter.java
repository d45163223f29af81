package dev.narae.cpu.vector;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.Arrays;

/** Writes micro-kernels as hidden classes. */
final class GemmKernelWriter {

  private GemmKernelWriter() {}

  /** Returns a new kernel for vectors of {@code type} and the form {@code tile}. */
  static GemmKernel write(GemmVectorType type, GemmTile tile) {
    String name =
        "GemmKernel_%s_%dx%d%s%s"
            .formatted(
                type,
                tile.rows(),
                tile.vectors(),
                tile.inPlace() ? "_inplace" : "",
                tile.columns() ? "_columns" : "");
    ClassDesc desc = ClassDesc.of(GemmKernelWriter.class.getPackageName(), name);
    byte[] bytes = ClassFile.of().build(desc, builder -> members(builder, type, tile));
    try {
      return (GemmKernel)
          MethodHandles.lookup()
              .defineHiddenClassWithClassData(bytes, GemmEmitter.classData(type), true)
              .lookupClass()
              .getDeclaredConstructor()
              .newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("matmul: cannot define " + name, e);
    }
  }

  private static void members(ClassBuilder builder, GemmVectorType type, GemmTile tile) {
    builder.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER);
    builder.withInterfaceSymbols(GemmEmitter.desc(GemmKernel.class));
    builder.withMethodBody(
        ConstantDescs.INIT_NAME,
        ConstantDescs.MTD_void,
        0,
        code ->
            code.aload(0)
                .invokespecial(
                    ConstantDescs.CD_Object, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void)
                .return_());
    builder.withMethodBody(
        "multiply",
        signature("multiply"),
        ClassFile.ACC_PUBLIC,
        code -> GemmMultiplyCode.write(code, type, tile));
  }

  private static MethodTypeDesc signature(String name) {
    Method method =
        Arrays.stream(GemmKernel.class.getDeclaredMethods())
            .filter(candidate -> candidate.getName().equals(name))
            .findAny()
            .orElseThrow();
    return MethodType.methodType(method.getReturnType(), method.getParameterTypes())
        .describeConstable()
        .orElseThrow();
  }
}
