package dev.narae.cpu.vector;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.constant.ConstantDescs;
import java.lang.invoke.MethodHandles;
import java.util.Objects;
import jdk.incubator.vector.VectorSpecies;

/**
 * Copies of a class with vector code, one for each width: the JVM makes instructions of such code
 * only if the species is a constant.
 */
final class SpeciesCopies {
  private SpeciesCopies() {}

  /** A new object of a copy of {@code original}, a class of this package, as a hidden class. */
  static Object make(Class<?> original, VectorSpecies<?> species) {
    String file = original.getSimpleName() + ".class";
    try (InputStream stream = SpeciesCopies.class.getResourceAsStream(file)) {
      byte[] bytes = Objects.requireNonNull(stream, file).readAllBytes();
      return MethodHandles.lookup()
          .defineHiddenClassWithClassData(bytes, species, true)
          .lookupClass()
          .getDeclaredConstructor()
          .newInstance();
    } catch (IOException e) {
      throw new UncheckedIOException("vector code: cannot read " + file, e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("vector code: cannot define a copy of " + file, e);
    }
  }

  /** The species of a copy, from its own lookup. */
  @SuppressWarnings("unchecked")
  static <E> VectorSpecies<E> species(MethodHandles.Lookup copy) {
    try {
      return MethodHandles.classData(copy, ConstantDescs.DEFAULT_NAME, VectorSpecies.class);
    } catch (IllegalAccessException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
