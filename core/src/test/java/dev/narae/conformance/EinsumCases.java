package dev.narae.conformance;

import dev.narae.DType;
import dev.narae.DTypeException;
import dev.narae.Shape;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import dev.narae.conformance.OpCase.ResultType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Products by Einstein's convention, against the loop over all letters that defines them. */
final class EinsumCases {
  private static final Set<DType> DTYPES = EnumSet.of(DType.I32, DType.I64, DType.F32, DType.F64);

  private EinsumCases() {}

  static List<OpCase> all() {
    return List.of(
        refusing(of("einsum", "ij,jk->ik", "ij,jk->ik", in(2, 3), in(3, 4))),
        of("bij,bkj->bik", in(2, 3, 4), in(2, 2, 4)),
        of("ij,jk->", in(2, 3), in(3, 2)),
        of("ii->i", in(4, 4)),
        of("iji->ji", in(2, 3, 2)),
        of("ii", "ii->", in(3, 3)),
        of("ba", "ba->ab", in(2, 3)),
        of("i,j", "i,j->ij", in(3), in(4)),
        of("aB,Ba", "aB,Ba->", in(2, 3), in(3, 2)),
        of("bA,Ac", "bA,Ac->bc", in(2, 3), in(3, 2)),
        of(" i j , j -> i ", "ij,j->i", in(3, 2), in(2)),
        of("ij->", in(3, 2)),
        of("ijk->k", in(2, 3, 4)),
        of("i,i->", in(5), in(5)),
        of("i,i->i", in(5), in(5)),
        of(",i->i", in(), in(3)),
        of("ij,kl->il", in(2, 3), in(2, 4)),
        of("ab,bc,cd->ad", in(2, 3), in(3, 2), in(2, 4)),
        of("ij,ij,ij->j", in(2, 3), in(2, 3), in(2, 3)),
        of("iij,jk->ik", in(2, 2, 3), in(3, 2)),
        of("...ij,...jk->...ik", "abij,bjk->abik", in(2, 2, 2, 3), in(2, 3, 2)),
        of("...i", "abi->abi", in(2, 2, 3)),
        of("i...->...", "iab->ab", in(2, 2, 3)),
        of("...,...", "ab,b->ab", in(2, 3), in(3)),
        of("a...->a", "abc->a", in(2, 2, 3)),
        of("ij,j->i", "iz,j->i", in(3, 1), in(4)),
        of("ij,ij->ij", "iz,ij->ij", in(3, 1), in(3, 2)),
        of("ij,jk->ik", "ij,jk->ik", in(0, 3), in(3, 2)),
        large());
  }

  private static Input in(long... sizes) {
    return Input.real(-2, 2, sizes);
  }

  private static OpCase of(String equation, Input... inputs) {
    return of(equation, equation, inputs);
  }

  /** The second form names every dimension and the result. */
  private static OpCase of(String equation, String spelledOut, Input... inputs) {
    return of("einsum(\"" + equation + "\") " + inputs.length, equation, spelledOut, inputs);
  }

  private static OpCase of(String name, String equation, String spelledOut, Input... inputs) {
    return OpCase.of(
            name,
            in -> Tensor.einsum(equation, in.toArray(Tensor[]::new)),
            in -> byDefinition(spelledOut, in))
        .on(DTYPES, ResultType.SAME)
        .within(1e-5, 1e-12)
        .sample(inputs);
  }

  private static OpCase large() {
    return of("einsum(large)", "bij,bjk->bik", "bij,bjk->bik", in(2, 2, 2), in(2, 2, 2))
        .sample(in(3, 17, 33), in(3, 33, 9))
        .order(1);
  }

  /** The sum over every letter that the result lacks, one product at a time. */
  static Values byDefinition(String equation, List<Values> in) {
    String[] sides = equation.split("->", -1);
    String[] terms = sides[0].split(",", -1);
    Map<Character, Long> sizes = new LinkedHashMap<>();
    for (char c : sides[1].toCharArray()) {
      sizes.put(c, 0L);
    }
    for (int t = 0; t < terms.length; t++) {
      for (int d = 0; d < terms[t].length(); d++) {
        sizes.put(terms[t].charAt(d), in.get(t).dim(d));
      }
    }
    List<Character> letters = new ArrayList<>(sizes.keySet());
    Shape all = Shape.of(letters.stream().mapToLong(sizes::get).toArray());
    Shape out = Shape.of(sides[1].chars().mapToLong(c -> sizes.get((char) c)).toArray());
    double[] result = new double[Math.toIntExact(out.size())];
    int inner = result.length == 0 ? 1 : Math.toIntExact(all.size() / result.length);
    Values products =
        Values.generate(
            all,
            at -> {
              double product = 1;
              for (int t = 0; t < terms.length; t++) {
                product *=
                    in.get(t)
                        .at(
                            terms[t]
                                .chars()
                                .mapToLong(c -> at[letters.indexOf((char) c)])
                                .toArray());
              }
              return product;
            });
    for (int i = 0; i < products.data().length; i++) {
      result[i / inner] += products.data()[i];
    }
    return new Values(out, result);
  }

  private static OpCase refusing(OpCase op) {
    List<ErrorCase> errors =
        Stream.of(
                malformed("ij,jk", "it has 2 operands, but 1 tensors are given"),
                malformed("i1", "'1' is not allowed in \"i1\""),
                malformed("i.j", "'.' is not allowed"),
                malformed("ij-", "'-' is not allowed"),
                malformed("......", "'.' is not allowed"),
                malformed("ij->ik", "'k' of the result is in no operand"),
                malformed("ij->ii", "'i' appears twice in the result"),
                malformed("ij->i->j", "not allowed"))
            .toList();
    OpCase result = op;
    for (ErrorCase error : errors) {
      result = result.refuses(error);
    }
    return result
        .refuses(misfit("ijk", "operand 0", "names 3 dimensions", "[2, 3]", "use ..."))
        .refuses(misfit("i", "names 1 dimensions", "[2, 3]"))
        .refuses(misfit("ii", "'i' has size 3", "[2, 3]", "2 elsewhere"))
        .refuses(
            ErrorCase.of(
                "sizes that differ",
                ShapeException.class,
                () -> Tensor.einsum("ij,jk->ik", Tensor.ones(2, 3), Tensor.ones(4, 2)),
                "einsum(\"ij,jk->ik\")",
                "'j' has size 4 in operand 1 of shape [4, 2], but 3 elsewhere"))
        .refuses(
            ErrorCase.of(
                "ellipses that differ",
                ShapeException.class,
                () -> Tensor.einsum("...,...", Tensor.ones(2, 3), Tensor.ones(4)),
                "dimension -1 of the ellipsis has size 4"))
        .refuses(
            ErrorCase.of(
                "dtypes that differ",
                DTypeException.class,
                () -> Tensor.einsum("i,i", Tensor.ones(2), Tensor.ones(Shape.of(2), DType.F64)),
                "einsum: the operands of \"i,i\"",
                "f32",
                "f64"))
        .refuses(
            ErrorCase.of(
                "truth values",
                DTypeException.class,
                () -> Tensor.einsum("i->", Tensor.ones(Shape.of(2), DType.BOOL)),
                "einsum: the operands of \"i->\"",
                "bool"))
        .refuses(
            ErrorCase.of(
                "no tensors",
                IllegalArgumentException.class,
                () -> Tensor.einsum("i->i"),
                "einsum(\"i->i\")",
                "at least one"));
  }

  private static ErrorCase malformed(String equation, String what) {
    return ErrorCase.of(
        equation,
        IllegalArgumentException.class,
        () -> Tensor.einsum(equation, Tensor.ones(2, 3)),
        "einsum(\"" + equation + "\")",
        what);
  }

  private static ErrorCase misfit(String equation, String... what) {
    return ErrorCase.of(
        equation, ShapeException.class, () -> Tensor.einsum(equation, Tensor.ones(2, 3)), what);
  }
}
