/**
 * A program in a module of its own. It requires no backend: Java finds those on the module path.
 */
module sample.consumer {
  requires dev.narae.core;
}
