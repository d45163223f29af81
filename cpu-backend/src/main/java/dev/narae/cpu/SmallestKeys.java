package dev.narae.cpu;

/**
 * The smallest of many keys with their positions, equal keys in the order they came: a heap with
 * the largest of those kept at its root (Knuth: The Art of Computer Programming 3, section 5.2.3).
 */
final class SmallestKeys {
  private final long[] keys;
  private final long[] positions;
  private int size;

  /** Keeps {@code count} keys, at least one. */
  SmallestKeys(int count) {
    this.keys = new long[count];
    this.positions = new long[count];
  }

  /** Forgets all keys. */
  void clear() {
    size = 0;
  }

  /** Takes a key of a position after all before. */
  void offer(long key, long position) {
    if (size < keys.length) {
      int hole = size++;
      while (hole > 0 && isBefore((hole - 1) / 2, key, position)) {
        move((hole - 1) / 2, hole);
        hole = (hole - 1) / 2;
      }
      put(hole, key, position);
    } else if (key < keys[0]) {
      sink(key, position);
    }
  }

  /** Whether what is at a place comes before a key of a position. */
  private boolean isBefore(int place, long key, long position) {
    return keys[place] < key || (keys[place] == key && positions[place] < position);
  }

  /** Puts a key in place of the root's. */
  private void sink(long key, long position) {
    int hole = 0;
    while (2 * hole + 1 < size) {
      int child = 2 * hole + 1;
      if (child + 1 < size && isBefore(child, keys[child + 1], positions[child + 1])) {
        child++;
      }
      if (isBefore(child, key, position)) {
        break;
      }
      move(child, hole);
      hole = child;
    }
    put(hole, key, position);
  }

  private void move(int from, int to) {
    put(to, keys[from], positions[from]);
  }

  private void put(int place, long key, long position) {
    keys[place] = key;
    positions[place] = position;
  }

  /** Removes the largest key that is kept and returns its position. */
  long removeLargest() {
    long position = positions[0];
    size--;
    if (size > 0) {
      sink(keys[size], positions[size]);
    }
    return position;
  }
}
