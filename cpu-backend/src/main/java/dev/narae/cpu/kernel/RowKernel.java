package dev.narae.cpu.kernel;

import dev.narae.DType;
import dev.narae.expr.Expr;
import dev.narae.spi.ReduceKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Functions of the elements of rows that are computed together: some written for each element, some
 * joined along each row and written once. Inputs are rows, or one number for each row.
 *
 * @param name for people
 * @param compute the dtype of arithmetic and of all operands: F32 or F64
 * @param inputs which inputs hold an element for each column, and not one number for a row
 * @param outputs the functions
 */
public record RowKernel(String name, DType compute, List<Boolean> inputs, List<Output> outputs) {

  /**
   * One function.
   *
   * @param value of the inputs, as {@link Expr#arg}
   * @param join how the values of a row become one; null if each is written
   */
  public record Output(Expr value, @Nullable ReduceKind join) {
    /** A value for each element. */
    public static Output each(Expr value) {
      return new Output(value, null);
    }

    /** The sum of a row's values. */
    public static Output sum(Expr value) {
      return new Output(value, ReduceKind.SUM);
    }

    /** The largest of a row's values. */
    public static Output max(Expr value) {
      return new Output(value, ReduceKind.MAX);
    }
  }

  /** Keeps copies. */
  public RowKernel {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /** Inputs come first: {@code rows} of elements, then {@code numbers} of one for each row. */
  public static RowKernel of(String name, DType compute, int rows, int numbers, Output... outputs) {
    List<Boolean> inputs = new ArrayList<>(Collections.nCopies(rows, true));
    inputs.addAll(Collections.nCopies(numbers, false));
    return new RowKernel(name, compute, inputs, List.of(outputs));
  }

  /** The steps, all outputs sharing what they have in common. */
  Program program() {
    List<Operand> operands = new ArrayList<>();
    inputs.forEach(each -> operands.add(operand(each)));
    outputs.forEach(output -> operands.add(operand(output.join == null)));
    List<DType> dtypes = Collections.nCopies(operands.size(), compute);
    Nodes nodes = new Nodes();
    Lowering lowering = new Lowering(nodes, dtypes, compute, false);
    List<Program.Store> stores = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      Node value = lowering.lower(outputs.get(i).value);
      stores.add(new Program.Store(value, inputs.size() + i, outputs.get(i).join));
    }
    return Program.of(operands, Operand.Stride.UNIT, stores, nodes.size());
  }

  private Operand operand(boolean each) {
    return Operand.of(compute, each ? Operand.Stride.UNIT : Operand.Stride.ZERO);
  }
}
