package dev.narae.expr;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Keeps one object for each distinct tree that is in use; unused trees are forgotten. */
final class Interner {
  private static final ConcurrentHashMap<Key, Entry> TABLE = new ConcurrentHashMap<>();
  private static final ReferenceQueue<Expr.Apply> UNUSED = new ReferenceQueue<>();

  private Interner() {}

  private record Key(ScalarOp op, List<Expr> args) {}

  private static final class Entry extends WeakReference<Expr.Apply> {
    final Key key;

    Entry(Key key, Expr.Apply value) {
      super(value, UNUSED);
      this.key = key;
    }
  }

  static Expr.Apply intern(ScalarOp op, List<Expr> args) {
    forgetUnused();
    Key key = new Key(op, args);
    Expr.Apply fresh = new Expr.Apply(op, args);
    while (true) {
      Entry entry = TABLE.computeIfAbsent(key, k -> new Entry(k, fresh));
      Expr.Apply found = entry.get();
      if (found != null) {
        return found;
      }
      TABLE.remove(key, entry);
    }
  }

  private static void forgetUnused() {
    for (@Nullable Object entry = UNUSED.poll(); entry != null; entry = UNUSED.poll()) {
      if (entry instanceof Entry unused) {
        TABLE.remove(unused.key, unused);
      }
    }
  }
}
