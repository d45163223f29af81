package dev.narae;

import dev.narae.spi.Backend;
import dev.narae.spi.View;
import java.util.Arrays;
import java.util.List;

/**
 * A call of a backend that can be made again.
 *
 * @param what everything but numbers and views, by which two calls are compared
 * @param scalars the runtime scalars, which may be changed before the call is made again
 * @param inputs what is read; an output may be read too
 * @param outputs what is written
 * @param body makes the call
 */
@SuppressWarnings("ArrayRecordComponent") // the array's identity says which numbers change
record RecordedCall(
    List<Object> what, long[] scalars, List<View> inputs, List<View> outputs, Body body) {
  /** Makes a call. */
  @FunctionalInterface
  interface Body {
    void run(Backend backend, RecordedCall call);
  }

  void run(Backend backend) {
    body.run(backend, this);
  }

  /** Whether another recording's call does the same with the same pieces of memory. */
  boolean matches(RecordedCall other, PinnedMemory mine, PinnedMemory others) {
    return what.equals(other.what)
        && scalars.length == other.scalars.length
        && matches(inputs, other.inputs, mine, others)
        && matches(outputs, other.outputs, mine, others);
  }

  private static boolean matches(
      List<View> a, List<View> b, PinnedMemory memoryOfA, PinnedMemory memoryOfB) {
    boolean equal = a.size() == b.size();
    for (int i = 0; equal && i < a.size(); i++) {
      View x = a.get(i);
      View y = b.get(i);
      int number = memoryOfA.number(x.buffer());
      equal =
          x.dtype() == y.dtype()
              && x.layout().offset() == y.layout().offset()
              && x.shape().equals(y.shape())
              && Arrays.equals(x.layout().strides(), y.layout().strides())
              && number == memoryOfB.number(y.buffer())
              && (number >= 0 || x.buffer().equals(y.buffer()));
    }
    return equal;
  }
}
