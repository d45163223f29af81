package dev.narae.spi;

import dev.narae.expr.Kernel;
import java.util.List;

/**
 * What a matrix product does to each element before it is stored.
 *
 * @param kernel input 0 is the product, the further inputs are {@code operands}; no scalars
 * @param operands views already broadcast to the output's shape
 */
public record Epilogue(Kernel kernel, List<View> operands) {}
