package dev.narae.data;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** An iterator over another that looks one sample ahead and closes what it reads from. */
abstract class SampleIterator implements Iterator<Sample>, AutoCloseable {
  private final Iterator<Sample> source;
  private @Nullable Sample next;

  SampleIterator(Iterator<Sample> source) {
    this.source = source;
  }

  /** Finds the next sample and {@link #give}s it, or returns false at the end. */
  abstract boolean advance();

  final boolean give(Sample sample) {
    next = sample;
    return true;
  }

  @Override
  public final boolean hasNext() {
    return next != null || advance();
  }

  @Override
  public final Sample next() {
    if (!hasNext() || next == null) {
      throw new NoSuchElementException("there is no further sample");
    }
    Sample found = next;
    next = null;
    return found;
  }

  @Override
  public final void close() {
    Closing.close(source);
  }
}
