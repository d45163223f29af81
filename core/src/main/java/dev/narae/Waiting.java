package dev.narae;

import dev.narae.spi.View;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How the elements of a result are computed: from memory that holds its own elements, by the kernel
 * of a {@link Chain}. While they wait to be written, an elementwise operator that reads them
 * becomes a longer chain over the same memory.
 *
 * <p>Of a result whose chain is not used yet the elements are written already, and this only tells
 * what the chain would have been.
 */
final class Waiting {
  private static final ReferenceQueue<Storage> UNREACHABLE = new ReferenceQueue<>();

  /** All marks of results that wait; they must stay reachable to be found unreachable. */
  private static final Set<Mark> MARKS = ConcurrentHashMap.newKeySet();

  /** More results than this never wait at once. */
  private static final int MOST = 4096;

  private final Chain chain;
  private final List<View> leaves;
  private final List<Scalar> scalars;
  private final View out;

  /** What owns the leaves' memory, while the elements wait. */
  private List<Storage> inputs;

  /** Null if the elements were written at once. */
  private final @Nullable Mark mark;

  private boolean done;

  /** Whether the elements must be written anyway, so that nothing is gained by reading others. */
  private boolean wanted;

  /** Whether a longer chain has taken them in. */
  private boolean extended;

  /**
   * A runtime scalar.
   *
   * @param origin what it was first given to, with {@code index}: equal ones are the same number
   * @param bits as a kernel takes it
   */
  record Scalar(Object origin, int index, long bits) {
    @Override
    @SuppressWarnings("ReferenceEquality") // two calls may give equal numbers
    public boolean equals(@Nullable Object other) {
      return other instanceof Scalar s && s.origin == origin && s.index == index;
    }

    @Override
    public int hashCode() {
      return 31 * System.identityHashCode(origin) + index;
    }
  }

  /** Finds a waiting result without keeping it reachable. */
  static final class Mark extends WeakReference<Storage> {
    private final List<Readers> readers;

    private Mark(Storage target, List<Readers> readers) {
      super(target, UNREACHABLE);
      this.readers = readers;
    }

    /** Writes the result if anybody can still read it. */
    void write() {
      Storage target = get();
      if (target != null) {
        target.write();
      }
    }

    private void release() {
      if (MARKS.remove(this)) {
        for (Readers each : readers) {
          each.remove(this);
        }
      }
    }
  }

  private Waiting(
      Chain chain,
      List<View> leaves,
      List<Scalar> scalars,
      View out,
      List<Storage> inputs,
      @Nullable Mark mark) {
    this.chain = chain;
    this.leaves = leaves;
    this.scalars = scalars;
    this.out = out;
    this.inputs = inputs;
    this.mark = mark;
    this.done = mark == null;
  }

  /** Has a result wait for its elements. */
  static void begin(
      Chain chain,
      List<View> leaves,
      List<Storage> inputs,
      List<Scalar> scalars,
      View out,
      Storage target) {
    List<Readers> readers = Readers.of(inputs);
    Mark mark = new Mark(target, readers);
    MARKS.add(mark);
    for (Readers each : readers) {
      each.add(mark);
    }
    target.waitAs(new Waiting(chain, leaves, scalars, out, inputs, mark));
  }

  /** Notes how a result was computed that has been written. */
  static void trace(
      Chain chain, List<View> leaves, List<Scalar> scalars, View out, Storage target) {
    target.waitAs(new Waiting(chain, leaves, scalars, out, List.of(), null));
  }

  /** Whether one more result may wait. */
  static boolean hasRoom() {
    return MARKS.size() < MOST;
  }

  Chain chain() {
    return chain;
  }

  List<View> leaves() {
    return leaves;
  }

  List<Scalar> scalars() {
    return scalars;
  }

  View out() {
    return out;
  }

  /** What owns the leaves' memory; empty once the elements are written. */
  synchronized List<Storage> inputs() {
    return inputs;
  }

  /** Whether the elements were written at once. */
  boolean isTrace() {
    return mark == null;
  }

  /** Says that a gradient or somebody else will read the elements. */
  void want() {
    wanted = true;
  }

  boolean isWanted() {
    return wanted;
  }

  boolean isExtended() {
    return extended;
  }

  /** Notes that a longer chain has taken the elements in. */
  void extend() {
    if (!extended) {
      extended = true;
      chain.countExtended();
    }
  }

  /** Writes the elements, unless that has been done. */
  void write() {
    if (extended) {
      chain.countReadNevertheless();
    }
    synchronized (this) {
      if (!done) {
        try {
          chain.run(scalars, leaves, out);
        } finally {
          Reference.reachabilityFence(inputs);
        }
        end();
      }
    }
    release();
  }

  /** Says that nobody will read the elements. */
  void cancel() {
    synchronized (this) {
      end();
    }
    release();
  }

  private void end() {
    done = true;
    inputs = List.of();
  }

  private void release() {
    if (mark != null) {
      mark.release();
    }
  }

  /** Lets go of the memory that unreachable results were waiting for. */
  static void drain() {
    for (Reference<?> found = UNREACHABLE.poll(); found != null; found = UNREACHABLE.poll()) {
      ((Mark) found).release();
    }
  }

  /** Writes everything that waits; whether there was anything. */
  static boolean writeAll() {
    boolean any = false;
    for (Mark mark : MARKS) {
      Storage target = mark.get();
      if (target != null) {
        target.write();
        any = true;
      }
    }
    return any;
  }
}
