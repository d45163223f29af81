package dev.narae.cpu.vector;

import dev.narae.cpu.Demand;
import dev.narae.cpu.Warmup;
import dev.narae.cpu.Warmup.Code;
import dev.narae.cpu.Warmup.Exercise;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.constant.ConstantDescs;
import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/**
 * An object of a copy of a class with vector code, for one width: the JVM makes instructions of
 * such code only if the species is a constant. It is made when it is first asked for.
 *
 * @param <T> what the class implements
 */
final class SpeciesCopy<T> {
  private final Class<T> type;
  private final Class<? extends T> original;
  private final VectorSpecies<?> species;
  private final @Nullable Warmup warmup;
  private final Function<T, List<Exercise>> exercises;
  private final Demand demand = new Demand();
  private boolean wanted;
  private volatile @Nullable T ready;

  /**
   * A copy that is still to be made.
   *
   * @param original a class of this package, which asks for its {@link #species}
   * @param warmup has it compiled; null to hand it out at once
   * @param exercises calls of all its methods
   */
  SpeciesCopy(
      Class<T> type,
      Class<? extends T> original,
      VectorSpecies<?> species,
      @Nullable Warmup warmup,
      Function<T, List<Exercise>> exercises) {
    this.type = type;
    this.original = original;
    this.species = species;
    this.warmup = warmup;
    this.exercises = exercises;
  }

  /**
   * The object, or null as long as it is not compiled; the first call has that begun.
   *
   * @param steps of a stand-in, if there is need of one
   */
  @Nullable T get(long steps) {
    if (ready == null) {
      demand.add(steps);
      prepare();
    }
    return ready;
  }

  private synchronized void prepare() {
    if (wanted) {
      return;
    }
    wanted = true;
    if (warmup == null) {
      ready = make();
      return;
    }
    warmup.submit(
        demand,
        () -> {
          T copy = make();
          return new Code(exercises.apply(copy), () -> ready = copy);
        });
  }

  private T make() {
    String file = original.getSimpleName() + ".class";
    try (InputStream stream = original.getResourceAsStream(file)) {
      byte[] bytes = Objects.requireNonNull(stream, file).readAllBytes();
      return type.cast(
          MethodHandles.lookup()
              .defineHiddenClassWithClassData(bytes, species, true)
              .lookupClass()
              .getDeclaredConstructor()
              .newInstance());
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
