/** Tests of expression trees and their derivatives. */
@NullMarked
package dev.narae.expr;

import org.jspecify.annotations.NullMarked;
