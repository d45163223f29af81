package dev.narae.spi;

import dev.narae.Backends;
import dev.narae.OutOfDeviceMemoryException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Keeps freed buffers for the next request of about their size, because a device's own allocation
 * is slow. Small buffers are cut from shared slabs, large ones are reserved one by one.
 * Thread-safe.
 *
 * @param <B> the device's buffers
 */
public final class CachingAllocator<B extends PooledBuffer> implements AutoCloseable {
  private static final long SLAB = 1L << 21;

  /** Requests above this get a reservation of their own. */
  private static final long LARGEST_IN_SLAB = SLAB / 8;

  /** Below this much cached memory nothing is given back unasked. */
  private static final long ALWAYS_KEPT = 1L << 28;

  private final String device;
  private final MemorySource<B> source;
  private final SizeClasses sizes;
  private final long limit;
  private final List<ArrayDeque<B>> cache = new ArrayList<>();
  private final int[] liveCounts = new int[SizeClasses.COUNT];
  private final List<Slab> slabs = new ArrayList<>();
  private MemorySource.@Nullable Region<B> openRegion;
  private @Nullable Slab openSlab;
  private long reserved;
  private long live;
  private long cached;
  private long peak;

  /**
   * An allocator that holds nothing yet.
   *
   * @param device the device's name in errors
   * @param alignment of every buffer in bytes, a power of two
   * @param limit the most bytes to reserve
   */
  public CachingAllocator(String device, int alignment, long limit, MemorySource<B> source) {
    this.device = device;
    this.source = source;
    this.sizes = new SizeClasses(alignment);
    this.limit = limit;
    for (int i = 0; i < SizeClasses.COUNT; i++) {
      cache.add(new ArrayDeque<>(0));
    }
  }

  /**
   * An uninitialised buffer of at least {@code bytes}. Before giving up, what unreachable tensors
   * hold is returned, on all devices.
   *
   * @throws OutOfDeviceMemoryException if the limit or the device's memory is exhausted
   */
  public B allocate(long bytes) {
    try {
      return take(bytes);
    } catch (OutOfDeviceMemoryException e) {
      // Not under this lock: buffers go back to other devices too, and from there to this one.
      Backends.reclaim();
      return take(bytes);
    }
  }

  private synchronized B take(long bytes) {
    int sizeClass = sizes.of(bytes);
    B buffer = cache.get(sizeClass).pollLast();
    if (buffer == null) {
      buffer = create(sizeClass);
    } else {
      cached -= buffer.bytes();
    }
    buffer.live = true;
    Objects.requireNonNull(buffer.slab).retain();
    liveCounts[sizeClass]++;
    live += buffer.bytes();
    peak = Math.max(peak, live);
    return buffer;
  }

  /**
   * Takes a buffer back for reuse.
   *
   * @throws IllegalStateException if it was freed before
   */
  public synchronized void free(B buffer) {
    if (!buffer.live) {
      throw new IllegalStateException(
          "free: this buffer of %s on %s was freed before"
              .formatted(ByteCount.text(buffer.bytes()), device));
    }
    buffer.live = false;
    Objects.requireNonNull(buffer.slab).release();
    liveCounts[buffer.sizeClass]--;
    live -= buffer.bytes();
    cached += buffer.bytes();
    cache.get(buffer.sizeClass).addLast(buffer);
  }

  /** What is held now. */
  public synchronized MemoryStats stats() {
    return new MemoryStats(live, cached, peak);
  }

  /** Gives back to the device every reservation that no live buffer is part of. */
  public synchronized void trim() {
    for (ArrayDeque<B> buffers : cache) {
      for (Iterator<B> i = buffers.iterator(); i.hasNext(); ) {
        B buffer = i.next();
        if (Objects.requireNonNull(buffer.slab).idle()) {
          cached -= buffer.bytes();
          i.remove();
        }
      }
    }
    slabs.removeIf(this::closeIfIdle);
  }

  private boolean closeIfIdle(Slab slab) {
    if (!slab.idle()) {
      return false;
    }
    if (slab == openSlab) {
      openSlab = null;
      openRegion = null;
    }
    reserved -= slab.bytes();
    slab.close();
    return true;
  }

  /** Gives everything back, live buffers too. */
  @Override
  public synchronized void close() {
    slabs.forEach(Slab::close);
    slabs.clear();
    cache.forEach(ArrayDeque::clear);
    openSlab = null;
    openRegion = null;
    reserved = 0;
    live = 0;
    cached = 0;
  }

  private B create(int sizeClass) {
    long size = sizes.bytes(sizeClass);
    if (cached > Math.max(ALWAYS_KEPT, live)) {
      trim(); // the sizes in demand have changed
    }
    if (size > LARGEST_IN_SLAB) {
      MemorySource.Region<B> region = reserve(size);
      return cut(region, new Slab(region, size), sizeClass, true);
    }
    if (openSlab == null || openRegion == null || !openSlab.fits(size)) {
      openRegion = reserve(SLAB);
      openSlab = new Slab(openRegion, SLAB);
      return cut(openRegion, openSlab, sizeClass, true);
    }
    return cut(openRegion, openSlab, sizeClass, false);
  }

  private B cut(MemorySource.Region<B> region, Slab slab, int sizeClass, boolean fresh) {
    if (fresh) {
      slabs.add(slab);
    }
    long size = sizes.bytes(sizeClass);
    B buffer = region.slice(slab.take(size), size);
    buffer.slab = slab;
    buffer.sizeClass = sizeClass;
    return buffer;
  }

  private MemorySource.Region<B> reserve(long bytes) {
    if (reserved + bytes > limit) {
      trim();
    }
    if (reserved + bytes > limit) {
      throw exhausted(bytes, "the limit is " + ByteCount.text(limit), null);
    }
    MemorySource.Region<B> region = reserveFromSource(bytes);
    reserved += bytes;
    return region;
  }

  private MemorySource.Region<B> reserveFromSource(long bytes) {
    try {
      return source.reserve(bytes);
    } catch (OutOfMemoryError | OutOfDeviceMemoryException first) {
      trim();
    }
    try {
      return source.reserve(bytes);
    } catch (OutOfMemoryError | OutOfDeviceMemoryException e) {
      throw exhausted(bytes, String.valueOf(e.getMessage()), e);
    }
  }

  private OutOfDeviceMemoryException exhausted(
      long bytes, String reason, @Nullable Throwable cause) {
    var exception =
        new OutOfDeviceMemoryException(
            ("allocate: no memory left on %s for %s: %s; %s live, %s cached; largest live"
                    + " allocations: %s; use smaller batches, close what is no longer needed"
                    + " (Scope), or raise the limit")
                .formatted(
                    device,
                    ByteCount.text(bytes),
                    reason,
                    ByteCount.text(live),
                    ByteCount.text(cached),
                    largestLive()));
    exception.initCause(cause);
    return exception;
  }

  private String largestLive() {
    List<String> lines = new ArrayList<>();
    for (int i = SizeClasses.COUNT - 1; i >= 0 && lines.size() < 5; i--) {
      if (liveCounts[i] > 0) {
        lines.add(liveCounts[i] + " of " + ByteCount.text(sizes.bytes(i)));
      }
    }
    return lines.isEmpty() ? "none" : String.join(", ", lines);
  }
}
