package dev.narae;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Promotion of element types. */
final class DTypeTest {

  @ParameterizedTest
  @CsvSource({
    "BOOL, BOOL, BOOL",
    "BOOL, U8, U8",
    "U8, I32, I32",
    "I32, I64, I64",
    "I64, F32, F32",
    "F32, F64, F64",
    "F64, BOOL, F64",
    "F32, I64, F32"
  })
  void operandsMeetAsInPyTorch(DType a, DType b, DType expected) {
    assertEquals(expected, a.promote(b));
    assertEquals(expected, b.promote(a));
  }

  @Test
  void narrowTypesComputeInI32() {
    assertEquals(DType.I32, DType.BOOL.compute());
    assertEquals(DType.I32, DType.U8.compute());
    assertEquals(DType.I64, DType.I64.compute());
    assertEquals(DType.F32, DType.F32.compute());
  }

  @Test
  void functionsOfRealNumbersNeedAFloatingType() {
    assertEquals(DType.F32, DType.I64.toFloating());
    assertEquals(DType.F64, DType.F64.toFloating());
  }
}
