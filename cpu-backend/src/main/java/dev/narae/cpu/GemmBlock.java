package dev.narae.cpu;

/**
 * A rectangle of one C of the batch: the unit of work of a thread.
 *
 * @param batch index of the matrix
 * @param row first row
 * @param rows number of rows
 * @param column first column
 * @param columns number of columns
 */
public record GemmBlock(long batch, long row, int rows, long column, int columns) {}
