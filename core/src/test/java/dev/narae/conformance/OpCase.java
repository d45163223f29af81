package dev.narae.conformance;

import dev.narae.DType;
import dev.narae.GradCheck.Subject;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Everything the suite needs to know about an operator.
 *
 * @param name the operator's name, with its arguments where several cases share it
 * @param subject the operator as a function of tensors
 * @param reference the same function in plain Java over host numbers
 * @param traits dtypes, differentiability, precision
 * @param samples shapes and ranges of inputs
 * @param errors what it refuses
 */
record OpCase(
    String name,
    Subject subject,
    Reference reference,
    Traits traits,
    List<List<Input>> samples,
    List<ErrorCase> errors) {

  static final Set<DType> FLOATING = EnumSet.of(DType.F16, DType.BF16, DType.F32, DType.F64);

  /** For operators, or ways to test them, that are beyond the range of half precision. */
  static final Set<DType> SINGLE_AND_DOUBLE = EnumSet.of(DType.F32, DType.F64);

  static final Set<DType> NUMBERS = EnumSet.complementOf(EnumSet.of(DType.BOOL));
  static final Set<DType> ALL = EnumSet.allOf(DType.class);

  /** An operator in plain Java. */
  interface Reference {
    Values apply(List<Values> inputs);
  }

  /** How the result's dtype follows from that of the real inputs. */
  enum ResultType {
    SAME,
    FLOATING,
    SUM,
    BOOL,
    I64;

    DType of(DType input) {
      return switch (this) {
        case SAME -> input;
        case FLOATING -> input.toFloating();
        case SUM -> input.isFloating() ? input : DType.I64;
        case BOOL -> DType.BOOL;
        case I64 -> DType.I64;
      };
    }
  }

  /**
   * What kind of operator it is.
   *
   * @param dtypes those it accepts for its real inputs
   * @param result the rule for the result's dtype
   * @param order how often it can be differentiated, as far as is checked: 0, 1 or 2
   * @param single what rounding may cost in F32, relative to 1 + |expected|
   * @param twice what rounding may cost in F64
   * @param specials whether NaN and infinities are tried, for elementwise operators
   */
  record Traits(
      Set<DType> dtypes,
      ResultType result,
      int order,
      double single,
      double twice,
      boolean specials) {
    static final Traits DEFAULT = new Traits(FLOATING, ResultType.SAME, 2, 3e-6, 1e-12, false);

    /** Half precision is computed in F32 and rounded to {@code 2^-11} or {@code 2^-8} of it. */
    double tolerance(DType dtype) {
      return switch (dtype) {
        case F16 -> single * 512;
        case BF16 -> single * 4096;
        case F32 -> single;
        default -> twice;
      };
    }
  }

  /** A twice differentiable operator on floating dtypes, without samples yet. */
  static OpCase of(String name, Subject subject, Reference reference) {
    return new OpCase(name, subject, reference, Traits.DEFAULT, List.of(), List.of());
  }

  private OpCase with(Traits other) {
    return new OpCase(name, subject, reference, other, samples, errors);
  }

  /** The same, accepting other dtypes. */
  OpCase on(Set<DType> dtypes, ResultType result) {
    return with(
        new Traits(dtypes, result, traits.order, traits.single, traits.twice, traits.specials));
  }

  /** The same, differentiable so many times. */
  OpCase order(int order) {
    return with(
        new Traits(
            traits.dtypes, traits.result, order, traits.single, traits.twice, traits.specials));
  }

  /** The same, with another precision. */
  OpCase within(double single, double twice) {
    return with(
        new Traits(traits.dtypes, traits.result, traits.order, single, twice, traits.specials));
  }

  /** The same, tried with NaN and infinities. */
  OpCase withSpecials() {
    return with(
        new Traits(traits.dtypes, traits.result, traits.order, traits.single, traits.twice, true));
  }

  /** The same, with one more sample. */
  OpCase sample(Input... inputs) {
    List<List<Input>> more = new ArrayList<>(samples);
    more.add(List.of(inputs));
    return new OpCase(name, subject, reference, traits, List.copyOf(more), errors);
  }

  /** The same, with one more thing that it refuses. */
  OpCase refuses(ErrorCase error) {
    List<ErrorCase> more = new ArrayList<>(errors);
    more.add(error);
    return new OpCase(name, subject, reference, traits, samples, List.copyOf(more));
  }

  /** The name of the operator without arguments. */
  String operator() {
    return name.split("[\\[( .]", 2)[0];
  }

  @Override
  public String toString() {
    return name;
  }
}
