/** Tensors, autograd, elementwise expressions and the interface that backends implement. */
module dev.narae.core {
  requires static org.jspecify;
  requires static jdk.jfr;

  exports dev.narae;
  exports dev.narae.expr;
  exports dev.narae.io;
  exports dev.narae.spi;

  uses dev.narae.spi.BackendProvider;
}
