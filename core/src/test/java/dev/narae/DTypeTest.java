package dev.narae;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Promotion of element types. */
final class DTypeTest {

  /** Each row: a dtype, and what it and each dtype in the order of declaration meet in. */
  @ParameterizedTest
  @CsvSource({
    "BOOL, BOOL U8 I8 I16 I32 I64 F16 BF16 F32 F64",
    "U8, U8 U8 I16 I16 I32 I64 F16 BF16 F32 F64",
    "I8, I8 I16 I8 I16 I32 I64 F16 BF16 F32 F64",
    "I16, I16 I16 I16 I16 I32 I64 F16 BF16 F32 F64",
    "I32, I32 I32 I32 I32 I32 I64 F16 BF16 F32 F64",
    "I64, I64 I64 I64 I64 I64 I64 F16 BF16 F32 F64",
    "F16, F16 F16 F16 F16 F16 F16 F16 F32 F32 F64",
    "BF16, BF16 BF16 BF16 BF16 BF16 BF16 F32 BF16 F32 F64",
    "F32, F32 F32 F32 F32 F32 F32 F32 F32 F32 F64",
    "F64, F64 F64 F64 F64 F64 F64 F64 F64 F64 F64"
  })
  void operandsMeetAsInPyTorch(DType a, String expected) {
    String[] row = expected.split(" ", -1);
    DType[] all = DType.values();
    assertEquals(all.length, row.length);
    for (int i = 0; i < row.length; i++) {
      assertEquals(DType.valueOf(row[i]), a.promote(all[i]), a + " and " + all[i]);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "BOOL, I32",
    "U8, I32",
    "I8, I32",
    "I16, I32",
    "I32, I32",
    "I64, I64",
    "F16, F32",
    "BF16, F32",
    "F32, F32",
    "F64, F64"
  })
  void narrowTypesComputeInWiderOnes(DType dtype, DType compute) {
    assertEquals(compute, dtype.compute());
    assertEquals(compute, compute.compute());
  }

  @Test
  void functionsOfRealNumbersNeedAFloatingType() {
    assertEquals(DType.F32, DType.I64.toFloating());
    assertEquals(DType.F32, DType.I8.toFloating());
    assertEquals(DType.F64, DType.F64.toFloating());
    assertEquals(DType.F16, DType.F16.toFloating());
    assertEquals(DType.BF16, DType.BF16.toFloating());
  }

  @Test
  void halfPrecisionIsFloating() {
    for (DType dtype : DType.values()) {
      assertEquals(dtype.isFloating() && dtype.bytes() == 2, dtype.isHalf());
    }
    assertTrue(DType.BF16.isHalf());
    assertFalse(DType.I16.isHalf());
  }
}
