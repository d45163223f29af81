package dev.narae.cpu.kernel;

/**
 * The primitive steps that kernels consist of. Each is exactly defined, rounding included, so that
 * scalar and vector code give the same bits.
 */
public enum Step {
  /** An element of the operand with number {@code immediate}. */
  LOAD,
  /** The 64 bits of the runtime scalar with number {@code immediate}. */
  SCALAR,
  /** The number whose bits are {@code immediate}. */
  CONST,
  /** The position of the element; as INT its lower 32 bits. */
  INDEX,
  /** -a. */
  NEG,
  /** |a|. */
  ABS,
  /** The square root, correctly rounded. */
  SQRT,
  /** a + b. */
  ADD,
  /** a - b. */
  SUB,
  /** a * b. */
  MUL,
  /** a / b; floating only. */
  DIV,
  /** As {@link Math#max(float, float)}. */
  MAX,
  /** As {@link Math#min(float, float)}. */
  MIN,
  /** a * b + c, rounded once. */
  FMA,
  /** Bitwise and of integers. */
  AND,
  /** Bitwise or of integers. */
  OR,
  /** Bitwise exclusive or of integers. */
  XOR,
  /** Shifted left by {@code immediate} bits. */
  SHL,
  /** Shifted right by {@code immediate} bits, the sign filled in. */
  SHR,
  /** Shifted right by {@code immediate} bits, zeros filled in. */
  USHR,
  /** The integer a shifted left by b bits, of which only as many count as the type needs. */
  SHL_BY,
  /** The integer a shifted right by b bits, the sign filled in; b as for {@link #SHL_BY}. */
  SHR_BY,
  /**
   * The upper 32 bits of the product of two INTs taken as unsigned; b the same for all elements.
   */
  MULHI,
  /** The same bits as another type of the same size. */
  BITCAST,
  /** The same number as another type, as a Java cast. */
  CONVERT,
  /** Whether a is less than b. */
  LT,
  /** Whether a is at most b. */
  LE,
  /** Whether a equals b. */
  EQ,
  /** Both masks. */
  MASK_AND,
  /** Either mask. */
  MASK_OR,
  /** Not the mask. */
  MASK_NOT,
  /** b where the mask a is true, else c. */
  SELECT,
  /** The {@link Function} with number {@code immediate}: for scalar code only. */
  CALL
}
