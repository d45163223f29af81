/** Neural networks: modules, losses, optimizers, data and the training loop. */
module dev.narae.nn {
  requires static org.jspecify;
  requires static jdk.jfr;
  requires transitive dev.narae.core;

  exports dev.narae.data;
  exports dev.narae.nn;
  exports dev.narae.optim;
  exports dev.narae.record;
  exports dev.narae.train;
}
