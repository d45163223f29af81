package dev.narae.cpu.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.narae.DType;
import dev.narae.cpu.conv.ConvForm;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeInstruction;
import java.util.List;
import java.util.Set;
import jdk.incubator.vector.VectorShape;
import org.junit.jupiter.api.Test;

/** The order of calls that HotSpot's compiler meets when it reads a kernel. */
class ConvMultiplyCodeTest {
  private static final int ROWS = 10;

  /** Methods of vectors that call {@code lanewise} for all classes from one place. */
  private static final Set<String> FINAL_ONES = Set.of("add", "fma", "mul", "sub", "max", "min");

  @Test
  void elementsOfAllRowsAreReadBeforeTheFirstProduct() {
    List<String> calls = calls(ConvForm.Kind.WINDOWS);
    int product = calls.indexOf("lanewise");
    assertEquals(ROWS, calls.subList(0, product).stream().filter("get"::equals).count());
    assertFalse(calls.subList(product, calls.size()).contains("get"));
  }

  @Test
  void arithmeticIsCalledWhereItsProfileTellsTheClass() {
    for (ConvForm.Kind kind : ConvForm.Kind.values()) {
      assertEquals(List.of(), calls(kind).stream().filter(FINAL_ONES::contains).toList());
    }
  }

  private static List<String> calls(ConvForm.Kind kind) {
    GemmVectorType type = GemmVectorType.of(DType.F32, VectorShape.S_256_BIT);
    ConvForm form =
        new ConvForm(kind, DType.F32, ROWS, 2, type.species().length(), ConvForm.Before.RESULT);
    byte[] bytes = ConvKernelWriter.bytes("Kernel", type, form);
    MethodModel method =
        ClassFile.of().parse(bytes).methods().stream()
            .filter(candidate -> candidate.methodName().equalsString("multiply"))
            .findAny()
            .orElseThrow();
    CodeModel code = method.code().orElseThrow();
    return code.elementStream()
        .filter(InvokeInstruction.class::isInstance)
        .map(call -> ((InvokeInstruction) call).name().stringValue())
        .toList();
  }
}
