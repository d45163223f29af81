package dev.narae.optim;

import dev.narae.expr.Expr;

/**
 * What an optimizer follows in place of the bare gradient: g + weightDecay · p, where g is negated
 * to maximise. Without decay and maximising that is g itself.
 *
 * @param sign 1 to minimise, -1 to maximise
 * @param weightDecay the factor of L2 regularisation
 */
record Direction(double sign, double weightDecay) {

  static Direction of(boolean maximize, double weightDecay) {
    return new Direction(maximize ? -1 : 1, weightDecay);
  }

  /**
   * The formula, over two runtime scalars: the sign, then the weight decay.
   *
   * @param gradient the input that holds g
   * @param parameter the input that holds p
   * @param scalar the first scalar's position
   */
  static Expr expr(int gradient, int parameter, int scalar) {
    Expr signed = Expr.scalar(scalar).mul(Expr.arg(gradient));
    Expr decay = Expr.scalar(scalar + 1);
    // Without decay an infinite parameter stays as it is: 0 times infinity would be no number.
    return decay.eq(0).where(signed, signed.add(decay.mul(Expr.arg(parameter))));
  }

  /** Runtime scalars of a formula that has those of the direction after its own. */
  Number[] after(double... own) {
    Number[] scalars = new Number[own.length + 2];
    for (int i = 0; i < own.length; i++) {
      scalars[i] = own[i];
    }
    scalars[own.length] = sign;
    scalars[own.length + 1] = weightDecay;
    return scalars;
  }
}
