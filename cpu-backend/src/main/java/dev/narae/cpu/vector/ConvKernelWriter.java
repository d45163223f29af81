package dev.narae.cpu.vector;

import dev.narae.cpu.conv.ConvForm;
import dev.narae.cpu.conv.ConvKernel;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** Writes kernels of convolutions as hidden classes. */
final class ConvKernelWriter {
  private static final MethodTypeDesc SIGNATURE =
      MethodType.methodType(
              void.class,
              MemorySegment.class,
              long.class,
              MemorySegment.class,
              long.class,
              long[].class,
              int.class,
              int.class,
              long[].class,
              int.class,
              int.class,
              MemorySegment.class,
              long.class,
              long.class,
              MemorySegment.class,
              long.class)
          .describeConstable()
          .orElseThrow();

  private ConvKernelWriter() {}

  /** Returns a new kernel for vectors of {@code type}. */
  static ConvKernel write(GemmVectorType type, ConvForm form) {
    String name =
        "ConvKernel_%s_%s_%dx%d_%s"
            .formatted(type, form.kind(), form.rows(), form.vectors(), form.before());
    try {
      return (ConvKernel)
          MethodHandles.lookup()
              .defineHiddenClassWithClassData(
                  bytes(name, type, form), GemmEmitter.classData(type), true)
              .lookupClass()
              .getDeclaredConstructor()
              .newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("conv2d: cannot define " + name, e);
    }
  }

  /** The class file of a kernel. */
  static byte[] bytes(String name, GemmVectorType type, ConvForm form) {
    ClassDesc desc = ClassDesc.of(ConvKernelWriter.class.getPackageName(), name);
    return ClassFile.of().build(desc, builder -> members(builder, type, form));
  }

  private static void members(ClassBuilder builder, GemmVectorType type, ConvForm form) {
    builder.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER);
    builder.withInterfaceSymbols(GemmEmitter.desc(ConvKernel.class));
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
        SIGNATURE,
        ClassFile.ACC_PUBLIC,
        code -> ConvMultiplyCode.write(code, type, form));
  }
}
