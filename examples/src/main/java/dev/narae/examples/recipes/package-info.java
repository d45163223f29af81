/** Examples on files that the user gives: clothes, CIFAR-10, folders of pictures, tables. */
@NullMarked
package dev.narae.examples.recipes;

import org.jspecify.annotations.NullMarked;
